import type { ReportValue } from '@parley/shared/reports.js';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { de } from '../../locales/de.js';
import { en } from '../../locales/en.js';
import { changeText, countChange, figureText, formatShare } from './figure-text.js';

const min = 60_000;
const value = (value: number | null, more: Partial<ReportValue> = {}): ReportValue => ({
  ...{ value, atLeast: false, never: false, n: 12 },
  ...more,
});
const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, de: { translation: de } },
  });
});
const english = () => ({ t: i18next.getFixedT('en'), language: 'en' });
const german = () => ({ t: i18next.getFixedT('de'), language: 'de' });

describe('a figure', () => {
  it.each([
    ['time', value(130 * min), '2 h 10 min'],
    ['time', value(130 * min, { atLeast: true }), '≥ 2 h 10 min'],
    ['time', value(null, { never: true }), 'no answer'],
    ['time', value(null, { n: 0 }), '–'],
    ['share', value(0.942), '94.2%'],
    ['share', value(0.5, { atLeast: true }), '≥ 50%'],
    ['number', value(1.25), '1.3'],
  ] as const)('in %s is written as people say it', (unit, given, expected) => {
    expect(plain(figureText(unit, given, english()))).toBe(expected);
  });

  it('speaks German', () => {
    expect(plain(figureText('share', value(0.942), german()))).toBe('94,2 %');
    expect(plain(figureText('time', value(76 * 60 * min), german()))).toBe('3 Tage 4 Std.');
  });

  it('never rounds up to all, nor down to nothing', () => {
    expect([1, 0.99999, 0.9951, 0.0001, 0].map((share) => plain(formatShare('en', share)))).toEqual([
      ...['100%', '99.9%', '99.5%', '< 0.1%', '0%'],
    ]);
  });
});

describe('what changed', () => {
  const change = (
    unit: 'time' | 'share',
    better: 'less' | 'more' | null,
    now: ReportValue,
    before: ReportValue | null,
  ) => changeText(unit, better, [now, before], english());

  it('is said in words, with what is better for people', () => {
    expect(change('time', 'less', value(10 * min), value(22 * min))).toMatchObject({
      tone: 'better',
      way: 'down',
    });
    expect(plain(change('time', 'less', value(10 * min), value(22 * min))?.text)).toBe('12 min faster');
    expect(plain(change('time', 'less', value(22 * min), value(10 * min))?.text)).toBe('12 min slower');
    expect(change('share', 'more', value(0.9), value(0.85))).toMatchObject({
      text: '5 points more',
      tone: 'better',
    });
    expect(change('share', 'less', value(0.9), value(0.85))?.tone).toBe('worse');
    expect(change('share', null, value(0.9), value(0.85))?.tone).toBe('same');
  });

  it('is nothing where it is the same, and not said without something to compare', () => {
    expect(change('time', 'less', value(10 * min), value(10 * min + 100))?.text).toBe(
      '< 1 s faster'.replaceAll(' ', '\u00a0').replace('\u00a0faster', ' faster'),
    );
    expect(change('time', 'less', value(10 * min), value(10 * min))).toMatchObject({
      tone: 'same',
      way: null,
    });
    expect(change('time', 'less', value(10 * min), null)).toBeNull();
  });

  it('is not claimed where one of both is a lower bound only', () => {
    const bound = value(22 * min, { atLeast: true });
    expect(plain(change('time', 'less', value(10 * min), bound)?.text)).toBe('before: ≥ 22 min');
    expect(change('time', 'less', bound, value(10 * min))).toMatchObject({ tone: 'unknown', way: null });
    expect(change('time', 'less', value(null, { never: true }), value(10 * min))?.tone).toBe('unknown');
    expect(change('time', 'less', value(10 * min), value(null, { n: 0 }))?.text).toBe('nothing before');
  });

  it('of time spent is more or less of it, not a speed', () => {
    const spent = changeText('spent', 'less', [value(10 * min), value(22 * min)], english());
    expect(plain(spent?.text)).toBe('12 min less');
    expect(spent?.tone).toBe('better');
  });

  it('of counts is a share', () => {
    expect(countChange(110, 100, english())).toMatchObject({ text: '10% more', way: 'up' });
    expect(countChange(50, 100, german())?.text.replaceAll('\u00a0', ' ')).toBe('50 % weniger');
    expect(countChange(5, 0, english())?.text).toBe('before: 0');
    expect(countChange(0, 3, english())).toMatchObject({ text: 'before: 3', way: null });
    expect(countChange(0, 0, english())?.text).toBe('unchanged');
    expect(countChange(100, 100, english())?.way).toBeNull();
    expect(countChange(100, null, english())).toBeNull();
  });
});
