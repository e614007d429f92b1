/** @jsxImportSource preact */
import type { WidgetLanguage, WidgetSettings } from '@parley/shared/livechat.js';
import { formatClock, formatDate } from '../../lib/time.js';
import type { Texts } from '../texts.js';
import { speakers, type Thread } from '../thread.js';
import { Face } from './face.js';
import { Icon } from './icons.js';
import { absolute } from './message-row.js';

type Props = {
  settings: WidgetSettings;
  thread: Thread;
  texts: Texts;
  language: WidgetLanguage;
  origin: string;
  /** Nothing has been said yet: there is room for a greeting. */
  fresh: boolean;
  onClose: () => void;
};

/** With whom one speaks, and when an answer may be expected. */
export function PanelHead({ settings, thread, texts, language, origin, fresh, onClose }: Props) {
  const people = speakers(thread, 3);
  const names = new Intl.ListFormat(language, { type: 'conjunction' }).format(people.map((one) => one.name));
  const expect = expectation(settings, texts, language);
  return (
    <header class={fresh ? 'head fresh' : 'head'}>
      <div class="head-line">
        <span class="faces">
          {people.length > 0 ? (
            people.map((one) => <Face key={one.name} name={one.name} url={absolute(origin, one.avatarUrl)} />)
          ) : (
            <Face name={settings.name} url={null} />
          )}
        </span>
        <div class="head-text">
          <h2 dir="auto">{people.length > 0 ? names : settings.name}</h2>
          {!fresh && (expect || people.length > 0) && <p dir="auto">{expect ?? settings.name}</p>}
        </div>
        <button type="button" class="head-close" aria-label={texts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {fresh && (
        <div class="greeting">
          <p dir="auto">{settings.greeting[language]?.trim() || texts.hello}</p>
          {expect && (
            <p class="expect">
              <Icon name="clock" />
              {expect}
            </p>
          )}
        </div>
      )}
    </header>
  );
}

/** Only what is known: a figure from real answers, an opening hour, or that nobody is there. */
function expectation(settings: WidgetSettings, texts: Texts, language: WidgetLanguage): string | null {
  if (settings.answersSoon)
    return settings.usuallyAnswersInMs === null ? null : texts.usually(settings.usuallyAnswersInMs);
  if (settings.opensAt === null) return texts.away;
  return texts.backAt(whenOf(language, settings.opensAt, Date.now()));
}

/** "tomorrow, 09:00", "Monday, 09:00", "5 Jan 2027, 09:00". */
function whenOf(language: WidgetLanguage, at: string, now: number): string {
  const date = new Date(at);
  const days = Math.round((midnight(date) - midnight(new Date(now))) / 86_400_000);
  const day =
    days >= 0 && days < 2
      ? new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')
      : days < 7
        ? new Intl.DateTimeFormat(language, { weekday: 'long' }).format(date)
        : formatDate(language, at);
  return `${day}, ${formatClock(language, at)}`;
}
const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
