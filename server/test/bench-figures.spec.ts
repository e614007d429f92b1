import { describe, expect, test } from '@jest/globals';
import { parseBenchOptions } from '../bench/bench-options.js';
import { latencyOf, middleBy, type RowResult } from '../bench/figures.js';
import { reportLines } from '../bench/report.js';

describe('figures of the bench', () => {
  test('percentiles are measured values, by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(latencyOf(hundred)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99, max: 100 });
    expect(latencyOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
    expect(() => latencyOf([])).toThrow('Nothing was measured');
  });

  test('the round in the middle is a round that was measured', () => {
    const rounds = [{ ratio: 0.9 }, { ratio: 0.2 }, { ratio: 0.5 }];
    expect(middleBy(rounds, ({ ratio }) => ratio)).toBe(rounds[2]);
    expect(middleBy(rounds.slice(0, 2), ({ ratio }) => ratio)).toBe(rounds[1]);
  });
});

describe('options of the bench', () => {
  test('everything in both modes when nothing is said', () => {
    expect(parseBenchOptions([])).toEqual({
      modes: ['embedded', 'servers'],
      rows: [
        'accept',
        'inbound',
        'screen',
        'queue',
        'search',
        'console',
        'reports',
        'resolution',
        'volume',
        'quiet',
        'now',
      ],
      quick: false,
      json: undefined,
    });
  });

  test('rows in the order of the table, whatever order they are named in', () => {
    expect(parseBenchOptions(['--rows', 'queue,accept', '--mode', 'servers', '--quick'])).toMatchObject({
      modes: ['servers'],
      rows: ['accept', 'queue'],
      quick: true,
    });
  });

  test.each([[['--rows', 'speed']], [['--mode', 'fast']], [['--fast']]])('refuses %j', (args) => {
    expect(() => parseBenchOptions(args)).toThrow();
  });
});

test('a missed goal is printed as missed', () => {
  const row = (title: string, met: boolean): RowResult => ({
    row: 'accept',
    title,
    goal: 'much',
    met,
    floor: '10/s',
    product: '7/s',
    ratio: 0.7,
    figures: {},
    load: [1, 2],
  });
  const lines = reportLines({
    at: '2026-01-01T00:00:00.000Z',
    quick: false,
    machine: { cores: 2, processor: 'P', memoryGb: 4, system: 'linux', node: 'v20' },
    modes: [{ mode: 'embedded', servers: undefined, rows: [row('met one', true), row('missed one', false)] }],
  });
  expect(lines.find((line) => line.includes('missed one'))).toMatch(/70 % +\| much +\| MISSED/);
  expect(lines.find((line) => line.includes('met one'))).not.toContain('MISSED');
});
