import type { ReportTurn } from '@parley/shared/reports.js';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatWait } from '../../../lib/wait-time.js';
import { Button } from '../../../ui/button.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { formatInZone, useBrandZone } from '../../data/brand.js';
import { useChannels } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import type { Asked } from './report-view.js';
import { useTurnsBehind } from './reports-api.js';

/** The very turns behind a figure, newest first; each leads to its conversation. */
export function TurnList({ query }: { query: Asked }) {
  const { t } = useTranslation();
  const list = useTurnsBehind(query);
  if (list.isPending)
    return (
      <div className="turn-loading">
        {['70%', '55%', '62%'].map((width) => (
          <Skeleton key={width} width={width} height="1.1rem" />
        ))}
      </div>
    );
  if (list.isError && list.turns.length === 0)
    return (
      <StateMessage
        tone="error"
        compact
        title={t('reports.loadError')}
        action={<Button onClick={() => list.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(list.error)}
      </StateMessage>
    );
  if (list.turns.length === 0) return <p className="proof-note">{t('reports.noTurns')}</p>;
  return (
    <>
      <ul className="turn-list" aria-label={t('reports.turnsBehind')}>
        {list.turns.map((turn) => (
          <li key={turn.id}>
            <TurnRow turn={turn} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t('reports.moreTurns')}
        </Button>
      )}
    </>
  );
}

function TurnRow({ turn }: { turn: ReportTurn }) {
  const { t, i18n } = useTranslation();
  const zone = useBrandZone();
  const channel = useChannels().data?.find(({ id }) => id === turn.channelId);
  const target = formatWait(i18n.language, turn.targetMs);
  return (
    <Link to={`/inbox/ours/${turn.conversationId}`} className="turn-row">
      <span className="turn-who truncate" dir="auto">
        {turn.personName ?? t('reports.erased')}
      </span>
      <span className={cx('turn-wait tabular', turn.late && 'is-late')}>
        {turn.waitMs === null ? t('reports.never') : formatWait(i18n.language, turn.waitMs)}
      </span>
      <span className="turn-about turn-dim">
        <ChannelIcon icon="" medium={turn.medium} />
        <span className="truncate" dir="auto">
          {turn.about ?? channel?.name ?? t(`inbox.media.${turn.medium}`)}
        </span>
      </span>
      <span className="turn-state turn-dim">
        {turn.leftOut
          ? t(`reports.leftOutShort.${turn.leftOut}`, { defaultValue: t('reports.leftOutShort.other') })
          : turn.late
            ? t('reports.lateOf', { target })
            : t(`reports.outcomesShort.${turn.outcome ?? 'open'}`)}
      </span>
      <time className="turn-dim" dateTime={turn.openedAt}>
        {formatInZone(i18n.language, new Date(turn.openedAt), zone)}
      </time>
    </Link>
  );
}
