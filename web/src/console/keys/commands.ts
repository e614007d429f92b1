import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import { isTyping, strokeOf, takesEnter } from './stroke.js';

/** Something that can be done now: by its keys, and by name in the palette. */
export type Command = {
  id: string;
  label: string;
  group: 'queue' | 'conversation' | 'reply' | 'go' | 'reports' | 'app';
  icon?: ReactNode;
  /** Strokes, alternatives separated by ` | `, sequences by a space: `j | down`, `g o`. */
  keys?: string;
  /** More words it is found by. */
  keywords?: string;
  /** Also while typing in a field; plain letters never are. */
  whileTyping?: boolean;
  /** Has keys, but is not worth a line in the palette (moving the selection). */
  hidden?: boolean;
  /** Beside its name in the palette. */
  detail?: string;
  /** What the palette asks for next, by what is typed so far; found directly by typing, too. */
  steps?: (query: string) => Command[];
  /** Changes when `steps` would say something else. */
  stamp?: string;
  /** Several can be chosen one after the other: the palette stays open. */
  stays?: boolean;
  /** Chosen already. */
  selected?: boolean;
  run: () => void;
};

type Entry = { order: number; priority: number; commands: Command[] };
const entries = new Map<symbol, Entry>();
const listeners = new Set<() => void>();
let snapshot: Command[] = [];
let serial = 0;

function publish() {
  // Later registrations (a dialog, an open conversation) win over earlier ones with the same id.
  const byId = new Map<string, Command>();
  const ordered = [...entries.values()].sort((a, b) => a.priority - b.priority || a.order - b.order);
  for (const command of ordered.flatMap((entry) => entry.commands)) {
    // What comes last is found first by its keys, too.
    byId.delete(command.id);
    byId.set(command.id, command);
  }
  snapshot = [...byId.values()];
  for (const listener of listeners) listener();
}

/**
 * Offers these commands while the component is mounted.
 * @param priority a higher one wins over a lower one, whichever came first
 */
export function useCommands(commands: Command[], priority = 0): void {
  const latest = useRef(commands);
  latest.current = commands;
  const signature = commands
    .map((command) => `${command.id}\u0000${command.label}\u0000${command.keys}\u0000${command.stamp}`)
    .join('\u0001');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is offered changed when its signature did
  useEffect(() => {
    const key = Symbol('commands');
    const offered = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((current) => current.id === command.id)?.run(),
      ...(command.steps
        ? {
            steps: (query: string) =>
              latest.current.find((current) => current.id === command.id)?.steps?.(query) ?? [],
          }
        : {}),
    }));
    entries.set(key, { order: ++serial, priority, commands: offered });
    publish();
    return () => {
      entries.delete(key);
      publish();
    };
  }, [signature, priority]);
}

export function useAllCommands(): Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

const sequenceMs = 1_200;

/** Listens for the keys of all offered commands. Mounted once. */
export function useCommandKeys(): void {
  useEffect(() => {
    let pending = '';
    let timer = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.repeat === undefined)
        return;
      const stroke = strokeOf(event);
      if (['shift', 'control', 'alt', 'meta', 'mod+control', 'mod+meta', 'shift+shift'].includes(stroke))
        return;
      if (stroke === 'enter' && takesEnter(event.target)) return;
      const typing = isTyping(event.target);
      const modal = document.querySelector('dialog[open]') !== null;
      const full = pending ? `${pending} ${stroke}` : stroke;
      pending = '';
      window.clearTimeout(timer);
      const usable = snapshot.filter((command) => command.keys && (!typing || command.whileTyping) && !modal);
      const hit = usable.findLast((command) => alternatives(command).includes(full));
      if (hit) {
        event.preventDefault();
        hit.run();
        return;
      }
      if (usable.some((command) => alternatives(command).some((keys) => keys.startsWith(`${full} `)))) {
        event.preventDefault();
        pending = full;
        timer = window.setTimeout(() => {
          pending = '';
        }, sequenceMs);
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}

const alternatives = (command: Command) => command.keys?.split(' | ') ?? [];
