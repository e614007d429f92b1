import { describe, expect, it } from '@jest/globals';
import type { AlertMeasure } from '@parley/shared/now.js';
import { alertSentence } from './alert-words.format.js';

const said = (
  locale: 'en' | 'de',
  measure: AlertMeasure,
  [value, threshold]: [number, number],
  kind: 'alert_raised' | 'alert_cleared' = 'alert_raised',
) => alertSentence(locale, kind, { measure, value, threshold, medium: null, channel: 'Shop' });

describe('what an alert says', () => {
  it.each([
    [
      'en',
      'longest_wait',
      [7_830_000, 3_600_000],
      'Shop: somebody has been waiting for 2 h 10 min (limit 1 h)',
    ],
    ['de', 'longest_wait', [93_600_000, 86_400_000], 'Shop: jemand wartet seit 1 T 2 h (Grenze 1 T)'],
    ['en', 'over_target', [900, 0], 'Shop: an answer is overdue'],
    ['de', 'over_target', [125_000, 0], 'Shop: eine Antwort ist seit 2 min 5 s überfällig'],
    ['en', 'ours', [1, 0], 'Shop: 1 conversation waits for us (limit 0)'],
    ['de', 'ours', [1_234, 1_000], 'Shop: 1.234 Gespräche warten auf uns (Grenze 1.000)'],
    ['en', 'overdue', [3, 2], 'Shop: 3 answers are overdue (limit 2)'],
    ['de', 'overdue', [1, 0], 'Shop: 1 Antwort ist überfällig (Grenze 0)'],
  ] as const)('%s, %s: %j', (locale, measure, amounts, expected) => {
    expect(said(locale, measure, [...amounts])).toBe(expected);
  });

  it.each([
    ['en', 'ours', 5, 'Shop: over: at most 5 conversations wait for us'],
    ['de', 'overdue', 1, 'Shop: vorbei: höchstens 1 Antwort ist überfällig'],
    ['en', 'overdue', 0, 'Shop: over: no answer is overdue any more'],
    ['de', 'longest_wait', 600_000, 'Shop: vorbei: niemand wartet mehr seit 10 min'],
  ] as const)('%s, that %s is over', (locale, measure, threshold, expected) => {
    expect(said(locale, measure, [0, threshold], 'alert_cleared')).toBe(expected);
  });

  it('names the medium where it looks at one, and all channels where it looks at none in particular', () => {
    const facts = { measure: 'ours', value: 2, threshold: 1, medium: 'chat', channel: null } as const;
    expect(alertSentence('en', 'alert_raised', facts)).toMatch(/^All channels, chat: /);
    expect(alertSentence('de', 'alert_raised', facts)).toMatch(/^Alle Kanäle, Chat: /);
  });
});
