import { describe, expect, it } from 'vitest';
import { datesOf, daysBefore, isDate, presets, stepped } from './period.js';
import {
  comparedDates,
  countingQuery,
  isNarrower,
  lastingAddress,
  readView,
  withoutMembers,
  writeView,
} from './report-view.js';

const today = '2026-11-22'; // a Sunday
const read = (search: string) => readView(new URLSearchParams(search), today);
const id = '0198f0d2-0000-7000-8000-000000000001';

describe('named periods', () => {
  it.each([
    ['today', '2026-11-22', '2026-11-22'],
    ['yesterday', '2026-11-21', '2026-11-21'],
    ['week', '2026-11-16', '2026-11-22'],
    ['lastWeek', '2026-11-09', '2026-11-15'],
    ['days7', '2026-11-16', '2026-11-22'],
    ['days28', '2026-10-26', '2026-11-22'],
    ['month', '2026-11-01', '2026-11-22'],
    ['lastMonth', '2026-10-01', '2026-10-31'],
    ['days90', '2026-08-25', '2026-11-22'],
    ['year', '2026-01-01', '2026-11-22'],
  ] as const)('%s is from %s to %s', (preset, from, to) => {
    expect(datesOf(preset, today)).toEqual({ from, to });
  });

  it('are compared with as many days before', () => {
    expect(daysBefore({ from: '2026-03-29', to: '2026-03-29' })).toEqual({
      from: '2026-03-28',
      to: '2026-03-28',
    });
    expect(daysBefore(datesOf('days28', today))).toEqual({ from: '2026-09-28', to: '2026-10-25' });
  });
});

describe('a step to the period before or after', () => {
  const step = (view: Parameters<typeof stepped>[0], by: -1 | 1) => {
    const next = stepped(view, by, today);
    return next && `${next.preset ?? '–'} ${next.dates.from} ${next.dates.to}`;
  };
  const named = (preset: (typeof presets)[number]) => ({ preset, dates: datesOf(preset, today) });
  const days = (from: string, to: string) => ({ preset: null, dates: { from, to } });

  it.each([
    [named('days28'), -1, '– 2026-09-28 2026-10-25'],
    [named('month'), -1, 'lastMonth 2026-10-01 2026-10-31'],
    [named('lastMonth'), 1, 'month 2026-11-01 2026-11-22'],
    [named('lastMonth'), -1, '– 2026-09-01 2026-09-30'],
    [named('week'), -1, 'lastWeek 2026-11-09 2026-11-15'],
    [named('today'), -1, 'yesterday 2026-11-21 2026-11-21'],
    [named('year'), -1, '– 2025-01-01 2025-12-31'],
    [days('2025-01-01', '2025-12-31'), 1, 'year 2026-01-01 2026-11-22'],
    [days('2026-02-01', '2026-02-28'), 1, '– 2026-03-01 2026-03-31'],
    // As many days, the last of them today.
    [days('2026-11-08', '2026-11-14'), 1, '– 2026-11-15 2026-11-21'],
    [days('2026-11-09', '2026-11-18'), 1, '– 2026-11-13 2026-11-22'],
  ] as const)('from %j by %d is %s', (view, by, expected) => {
    expect(step(view, by)).toBe(expected);
  });

  it('does not lead into what is still to come', () => {
    expect(presets.filter((preset) => step(named(preset), 1) !== null)).toEqual([
      'yesterday',
      'lastWeek',
      'lastMonth',
    ]);
  });
});

it('knows a day from what only looks like one', () => {
  expect(['2026-02-28', '2026-02-30', '2026-2-3', '', null].map(isDate)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

describe('the address of a report', () => {
  it('is empty for what is usual', () => {
    expect(writeView(read('')).toString()).toBe('');
    expect(read('')).toMatchObject({
      preset: 'days28',
      compare: 'previous',
      turns: 'all',
      clock: 'wall',
      about: 'response',
      by: 'channel',
    });
  });

  it.each([
    ...presets.map((preset) => (preset === 'days28' ? '' : `period=${preset}`)),
    'from=2026-03-01&to=2026-03-31',
    'compare=none',
    'compare=2025-11-01..2025-11-30',
    `turns=first&clock=business&channel=${id}&medium=dm&tag=${id}&member=${id}&post=${id}&priority=high&by=tag&open=median`,
    `open=median&row=channel:${id}&list=turns.open`,
    'about=volume&by=medium&open=said:in&row=medium:dm',
  ])('comes back as it was: %s', (search) => {
    expect(decodeURIComponent(writeView(read(search)).toString())).toBe(search);
  });

  it('leaves out what makes no sense', () => {
    const view = read(
      'from=2026-03-31&to=2026-03-01&channel=x&medium=fax&by=moon&clock=sun&compare=2026..1&period=ever&row=medium:dm',
    );
    expect(writeView(view).toString()).toBe('');
    expect(read('from=1999-01-01&to=2026-01-01').preset).toBe('days28');
  });

  it('is about no row that cannot be', () => {
    for (const row of ['moon:dm', 'medium:fax', 'channel:x', 'channel', ''])
      expect(read(`open=median&row=${row}`).row).toBeNull();
    expect(withoutMembers(read(`open=median&row=member:${id}`))).toMatchObject({ open: null, row: null });
    expect(withoutMembers(read('open=median&row=medium:dm'))).toMatchObject({
      open: 'median',
      row: { by: 'medium', key: 'dm' },
    });
  });

  it('asks the server for the same', () => {
    expect(countingQuery(read(`from=2026-03-01&to=2026-03-02&channel=${id}&clock=business`))).toEqual({
      ...{ from: '2026-03-01', to: '2026-03-02', channelId: id },
      ...{ compare: 'previous', turns: 'all', clock: 'business' },
    });
    expect(countingQuery(read('compare=2025-11-01..2025-11-30'))).toMatchObject({
      ...{ compare: 'period', compareFrom: '2025-11-01', compareTo: '2025-11-30' },
    });
  });

  it('knows the days it is compared with', () => {
    const days = 'from=2026-03-08&to=2026-03-14';
    expect(comparedDates(read(days))).toEqual({ from: '2026-03-01', to: '2026-03-07' });
    expect(comparedDates(read(`${days}&compare=2025-01-01..2025-01-07`))).toEqual({
      from: '2025-01-01',
      to: '2025-01-07',
    });
    expect(comparedDates(read(`${days}&compare=none`))).toBeNull();
  });
});

it('compares with the same weekdays a year before', () => {
  const view = read('compare=year');
  expect(comparedDates(view)).toEqual({ from: '2025-10-27', to: '2025-11-23' });
  expect(countingQuery(view)).toMatchObject({ compare: 'period', compareFrom: '2025-10-27' });
  expect(writeView(view).toString()).toBe('compare=year');
});

it('has an address that shows the same days whenever it is opened', () => {
  expect(lastingAddress(read(`channel=${id}&open=median`)).toString()).toBe(
    `from=2026-10-26&to=2026-11-22&channel=${id}`,
  );
});

it('narrows to the row of one tag only where no other is asked for', () => {
  expect(isNarrower({}, 'tag', 'a')).toBe(true);
  expect(isNarrower({ tagId: 'a' }, 'tag', 'a')).toBe(true);
  expect(isNarrower({ tagId: 'a' }, 'tag', 'b')).toBe(false);
  expect(isNarrower({ tagId: 'a' }, 'channel', 'b')).toBe(true);
});
