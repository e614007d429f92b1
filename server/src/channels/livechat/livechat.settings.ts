import type { WidgetLanguage } from '@parley/shared/livechat.js';
import type { ProblemIssue } from '@parley/shared/problem.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Settings } from '../core/connector.js';
import { originRule } from './allowed-origins.js';

export interface LivechatSettings {
  origins: string[];
  colour: string;
  languages: [WidgetLanguage, ...WidgetLanguage[]];
  greeting: Partial<Record<WidgetLanguage, string>>;
  side: 'left' | 'right';
  /** Visitors may write for whom nobody vouches. */
  unsigned: boolean;
}

const COLOUR = /^#[0-9a-f]{6}$/i;
const MOST_MINUTES = 24 * 60;

/** @throws AppError invalid_request naming the fields */
export function checkLivechat(settings: Settings): Settings {
  const issues: ProblemIssue[] = [];
  const fault = (name: string, message: string) => issues.push({ path: ['settings', name], message });
  const origins = listOf(settings.origins).map((given) => originRule(given) ?? given.trim());
  const strange = origins.filter((origin) => originRule(origin) === null);
  if (strange.length > 0) {
    fault(
      'origins',
      `not the address of a website alone, like https://www.example.com: ${strange.join(', ')}`,
    );
  }
  const colour = textOf(settings.colour, '#3b5bdb').trim();
  if (!COLOUR.test(colour)) fault('colour', 'this is not a colour like #3b5bdb');
  const minutes = settings.followUpMinutes ?? 3;
  if (typeof minutes !== 'number' || !(minutes >= 0.05 && minutes <= MOST_MINUTES))
    fault('followUpMinutes', `this is between a few seconds (0.05) and a day (${MOST_MINUTES})`);
  for (const name of ['greetingEn', 'greetingDe']) {
    if (textOf(settings[name], '').length > 500) fault(name, 'this is longer than 500 characters');
  }
  if (issues.length > 0) throw new AppError('invalid_request', 'The settings do not fit.', { issues });
  return {
    ...settings,
    origins: [...new Set(origins)],
    colour: colour.toLowerCase(),
    followUpMinutes: minutes,
  };
}

/** What was checked when it was saved. */
export function readLivechat(settings: Settings): LivechatSettings {
  const languages = textOf(settings.languages, 'en,de').split(',') as WidgetLanguage[];
  const greeting: LivechatSettings['greeting'] = {};
  const [en, de] = [textOf(settings.greetingEn, ''), textOf(settings.greetingDe, '')];
  if (en !== '') greeting.en = en;
  if (de !== '') greeting.de = de;
  return {
    origins: listOf(settings.origins),
    colour: textOf(settings.colour, '#3b5bdb'),
    languages: [languages[0] ?? 'en', ...languages.slice(1)],
    greeting,
    side: settings.side === 'left' ? 'left' : 'right',
    unsigned: settings.unsigned !== false,
  };
}

const listOf = (value: Settings[string] | undefined): string[] => (Array.isArray(value) ? value : []);
const textOf = (value: Settings[string] | undefined, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;
