import type { Locale } from '@parley/shared/auth.js';
import { alertSentence } from '../../../notifications/alert-words.format.js';
import type { AlertRow } from './alert.repository.js';
import type { AlertNews } from './alert-telling.service.js';

/** The mail that says an alert is up or over; its subject says it all. */
export function alertMail(
  locale: Locale,
  { brand, alert, news, link }: { brand: string; alert: AlertRow; news: AlertNews; link: string },
): { subject: string; text: string } {
  const kind = news.event === 'alert.cleared' ? 'alert_cleared' : 'alert_raised';
  const { measure, threshold, medium, channelName: channel } = alert;
  const sentence = alertSentence(locale, kind, { measure, threshold, medium, value: news.value, channel });
  return locale === 'de'
    ? { subject: `${brand}: ${sentence}`, text: `${sentence}.\n\nWer gerade wartet:\n\n${link}\n` }
    : { subject: `${brand}: ${sentence}`, text: `${sentence}.\n\nWho waits right now:\n\n${link}\n` };
}
