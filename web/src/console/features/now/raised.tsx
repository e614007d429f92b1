import type { NowBoard, RaisedAlert } from '@parley/shared/now.js';
import { Siren } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatWhen } from '../../../lib/time.js';
import { placeText, ruleText } from './alert-words.js';

const useWords = (board: NowBoard) => {
  const { t, i18n } = useTranslation();
  return ({ channelId, medium, ...rule }: RaisedAlert) => {
    const channel = board.channels.find(({ id }) => id === channelId)?.name ?? null;
    return `${placeText(t, channel, medium)}: ${ruleText(t, i18n.language, rule)}`;
  };
};

/** The alerts that are up. */
export function Raised({ board }: { board: NowBoard }) {
  const { t, i18n } = useTranslation();
  const words = useWords(board);
  if (board.raised.length === 0) return null;
  return (
    <ul className="now-raised" aria-label={t('now.raised')}>
      {board.raised.map((alert) => (
        <li key={alert.id}>
          <Siren aria-hidden="true" />
          <span className="now-raised-text">{words(alert)}</span>
          <time dateTime={alert.since}>
            {t('now.since', { when: formatWhen(i18n.language, alert.since, Date.parse(board.at)) })}
          </time>
        </li>
      ))}
    </ul>
  );
}

/**
 * What is read out of a board that changes all the time: only that an alert is up, or over. What was up when the page
 * was opened stands there to be read.
 */
export function RaisedAnnouncer({ board }: { board: NowBoard }) {
  const { t } = useTranslation();
  const words = useWords(board);
  const before = useRef<Map<string, string> | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const now = new Map(board.raised.map((alert) => [alert.id, words(alert)]));
    const known = before.current;
    before.current = now;
    if (known === null) return;
    const news = [
      ...[...now].filter(([id]) => !known.has(id)).map(([, text]) => t('now.announceRaised', { text })),
      ...[...known].filter(([id]) => !now.has(id)).map(([, text]) => t('now.announceCleared', { text })),
    ];
    if (news.length > 0) setSaid(news.join('. '));
  });
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
