import type { WidgetLanguage, WidgetSettings } from '@parley/shared/livechat.js';
import type { FormValues } from './settings-values.js';

/** What a website puts into its pages. */
export const scriptTag = (endpointId: string, origin: string): string =>
  `<script src="${origin}/widget.js" data-channel="${endpointId}" async></script>`;

/** What the policy of such a page must allow, one directive a line. */
export const policyLines = (origin: string): string[] => {
  const live = origin.replace(/^http/, 'ws');
  return [`script-src ${origin}`, `connect-src ${origin} ${live}`, `img-src ${origin} blob:`];
};

/** The last part of where a channel's endpoint is reached. */
export const endpointIdOf = (endpointUrl: string | null): string =>
  endpointUrl?.split('?')[0]?.split('/').filter(Boolean).at(-1) ?? '';

const nothingKnown: WidgetSettings = {
  name: '',
  colour: '#3b5bdb',
  greeting: {},
  languages: ['en', 'de'],
  side: 'right',
  limits: { textLength: 10_000, attachments: 10, attachmentBytes: 20 * 2 ** 20, attachmentTypes: null },
  usuallyAnswersInMs: null,
  answersSoon: true,
  opensAt: null,
  followsUpByEmail: false,
};

/**
 * What visitors would be shown if the form were saved. Kinds that embed name what is seen alike: `colour`, `side`,
 * `languages` (comma-separated) and `greeting` followed by the language.
 * @param stored what they are shown now, where the channel is there already
 */
export function shownSettings(name: string, values: FormValues, stored?: WidgetSettings): WidgetSettings {
  const text = (field: string) => (typeof values[field] === 'string' ? values[field].trim() : '');
  const languages = text('languages')
    .split(',')
    .filter((one): one is WidgetLanguage => one === 'en' || one === 'de');
  return {
    ...nothingKnown,
    ...stored,
    name: name.trim() || stored?.name || '…',
    colour: /^#[\da-f]{6}$/i.test(text('colour')) ? text('colour') : (stored?.colour ?? nothingKnown.colour),
    greeting: { en: text('greetingEn'), de: text('greetingDe') },
    languages: languages.length > 0 ? languages : nothingKnown.languages,
    side: text('side') === 'left' ? 'left' : 'right',
  };
}
