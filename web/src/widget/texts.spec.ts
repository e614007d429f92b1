import { expect, it } from 'vitest';
import { chooseLanguage, textsOf } from './texts.js';
import { roundWait } from './wait.js';

const minute = 60_000;
const hour = 60 * minute;

it('speaks what is wanted first and offered, else the channel’s first language', () => {
  expect(chooseLanguage([null, 'de-AT', 'en'], ['en', 'de'])).toBe('de');
  expect(chooseLanguage(['fr', 'EN_us'], ['de', 'en'])).toBe('en');
  expect(chooseLanguage(['fr', ''], ['de'])).toBe('de');
  expect(chooseLanguage(['de'], ['en'])).toBe('en');
});

it('never promises less than what was measured', () => {
  const size = { minute, hour, day: 24 * hour };
  for (let ms = 1_000; ms < 80 * hour; ms = Math.round(ms * 1.07)) {
    const { count, unit } = roundWait(ms);
    expect([ms, count * size[unit] >= ms]).toEqual([ms, true]);
  }
});

it('says waits as people say them, in both languages', () => {
  const said = (ms: number) => [textsOf('en').usually(ms), textsOf('de').usually(ms)];
  expect(said(20_000)).toEqual(['Usually answers within a minute', 'Antwortet meist innerhalb einer Minute']);
  expect(said(4.2 * minute)).toEqual([
    'Usually answers in about 5 minutes',
    'Antwortet meist in etwa 5 Minuten',
  ]);
  expect(said(50 * minute)).toEqual([
    'Usually answers in about an hour',
    'Antwortet meist in etwa einer Stunde',
  ]);
  expect(said(hour)).toEqual(said(50 * minute));
  expect(said(2.5 * hour)).toEqual(['Usually answers in about 3 hours', 'Antwortet meist in etwa 3 Stunden']);
  expect(said(20 * hour)).toEqual(['Usually answers in about a day', 'Antwortet meist in etwa einem Tag']);
  expect(said(30 * hour)).toEqual(['Usually answers in about 2 days', 'Antwortet meist in etwa 2 Tagen']);
});

it('says the same things in every language', () => {
  const shape = (value: object): unknown =>
    Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, typeof one === 'object' ? shape(one) : typeof one]),
    );
  expect(shape(textsOf('de'))).toEqual(shape(textsOf('en')));
});
