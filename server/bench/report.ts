import type { Mode } from '../test/harness/app.js';
import type { RowResult } from './figures.js';
import type { MachineFacts, ServerFacts } from './machine-facts.js';

export interface ModeReport {
  mode: Mode;
  servers: ServerFacts | undefined;
  rows: RowResult[];
}

export interface BenchReport {
  /** When the run began. */
  at: string;
  /** Sizes so small that the figures say nothing. */
  quick: boolean;
  machine: MachineFacts;
  modes: ModeReport[];
}

const HEAD = ['path', 'floor', 'Parley', 'ratio', 'goal', '', 'load'];

/** The facts and one table per mode, as lines of Markdown. */
export function reportLines({ at, quick, machine, modes }: BenchReport): string[] {
  const lines = [
    `Parley bench, ${at}${quick ? ' (quick: these figures only show that everything runs)' : ''}`,
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}`,
  ];
  for (const { mode, servers, rows } of modes) {
    lines.push('', `## ${mode}`);
    if (servers !== undefined) {
      const settings = Object.entries(servers.durability).map(([name, value]) => `${name} ${value}`);
      lines.push(
        `PostgreSQL ${servers.postgres} (${settings.join(', ')})${servers.redis === null ? '' : `; Redis ${servers.redis}`}`,
      );
    }
    lines.push(
      '',
      ...table([
        HEAD,
        ...rows.map((row) => [
          row.title,
          row.floor,
          row.product,
          row.ratio === null ? '–' : `${Math.round(row.ratio * 100)} %`,
          row.goal,
          row.met ? 'met' : 'MISSED',
          row.load.join(' → '),
        ]),
      ]),
    );
  }
  return lines;
}

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)];
}
