import type { NowChannel } from '@parley/shared/now.js';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '../../../lib/time.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { RunningPause } from '../../data/running-pause.js';
import { channelList, figureTone } from './figures.js';

const counts = ['ours', 'overdue', 'dueSoon', 'unassigned', 'snoozed'] as const;

/** One channel: who has waited longest there, and its numbers. */
export function ChannelRow({ channel }: { channel: NowChannel }) {
  const { t } = useTranslation();
  const [longest] = channel.waits;
  return (
    <tr>
      <th scope="row" className="now-channel">
        <span className="now-channel-name">
          <ChannelIcon icon={channel.icon} />
          <span className="truncate">{channel.name}</span>
          {channel.status !== 'connected' && (
            <TriangleAlert
              className="now-broken"
              role="img"
              aria-label={t(`channels.status.${channel.status}`)}
            />
          )}
        </span>
      </th>
      <td className="now-longest">
        {longest ? (
          <Link to={`/inbox/ours/${longest.conversationId}`} className="now-longest-link">
            <RunningPause row={longest} />
            <span className="now-longest-text truncate" dir="auto">
              <b>{longest.person.name}</b> {longest.lastWords || longest.subject}
            </span>
          </Link>
        ) : (
          <span className="now-nobody">{t('now.nobodyInQueue')}</span>
        )}
      </td>
      {counts.map((name) => (
        <td key={name} className={cx('now-count tabular', figureTone(name, channel.figures[name]))}>
          <span className="now-count-label" aria-hidden="true">
            {t(`now.columns.${name}`)}
          </span>
          <Count channel={channel} name={name} />
        </td>
      ))}
    </tr>
  );
}

/** Leads to those it counts. */
function Count({ channel, name }: { channel: NowChannel; name: (typeof counts)[number] }) {
  const { t, i18n } = useTranslation();
  const number = formatNumber(i18n.language, channel.figures[name]);
  const list = channelList(name, channel.id);
  if (channel.figures[name] === 0 || list === null) return <span className="is-none">{number}</span>;
  return (
    <Link
      to={list}
      className="now-count-link"
      aria-label={`${channel.name}, ${t(`now.figures.${name}`)}: ${number}`}
    >
      {number}
    </Link>
  );
}

/** Channels where somebody waits, as a table; on a phone each is a card. */
export function ChannelTable({ channels }: { channels: readonly NowChannel[] }) {
  const { t } = useTranslation();
  return (
    <table className="now-table">
      <caption className="visually-hidden">{t('now.perChannel')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('now.columns.channel')}</th>
          <th scope="col">{t('now.columns.longest')}</th>
          {counts.map((name) => (
            <th key={name} scope="col" className="now-count" title={t(`now.hints.${name}`)}>
              {t(`now.columns.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} />
        ))}
      </tbody>
    </table>
  );
}
