import { fuzzyScore } from '../../ui/fuzzy.js';
import type { Command } from '../keys/commands.js';

const order = ['conversation', 'reply', 'queue', 'go', 'reports', 'app'] as const;
const recentMost = 5;

/** What was chosen last stands first, each once. */
export const remembered = (recent: readonly string[], id: string): string[] =>
  [id, ...recent.filter((other) => other !== id)].slice(0, recentMost);

/** Recent ones first, then by groups. */
export function grouped(commands: readonly Command[], recent: readonly string[]): Command[] {
  const first = recent.flatMap((id) => commands.find((command) => command.id === id) ?? []);
  const rest = commands.filter((command) => !first.includes(command));
  return [...first, ...[...rest].sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group))];
}

/**
 * What fits the typed words, best first.
 * @param deep what a command would ask next is found at once, too ("assign anna")
 */
export function found(commands: readonly Command[], query: string, deep: boolean): Command[] {
  const all = deep
    ? commands.flatMap((command) => [command, ...(command.steps ? command.steps(query) : [])])
    : commands;
  return all
    .map((command) => ({
      command,
      score: best(
        fuzzyScore(command.label, query),
        fuzzyScore(`${command.label} ${command.keywords ?? ''} ${command.id.replaceAll('-', ' ')}`, query),
      ),
    }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .slice(0, 50)
    .map(({ command }) => command);
}

/** The name counts for more than the words beside it. */
const best = (byName: number | null, byWords: number | null): number | null =>
  byName !== null ? byName + 3 : byWords;
