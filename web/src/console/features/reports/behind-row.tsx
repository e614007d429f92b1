import type { ReportEpisode, ReportMessage, ReportPerson } from '@parley/shared/report-lists.js';
import type { ReportTurn } from '@parley/shared/reports.js';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatWait } from '../../../lib/wait-time.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { formatInZone, useBrandZone } from '../../data/brand.js';
import { useChannels } from '../../data/lookups.js';
import { placeOfMessage } from '../../data/message-place.js';
import type { BehindRow } from './use-behind.js';
import { useWords } from './use-words.js';

/** What every row has: whose conversation, where, and what it leads to. */
type Common = Pick<ReportTurn, 'conversationId' | 'channelId' | 'medium' | 'personName' | 'about'>;

type Props = {
  of: Common;
  messageId: string | null;
  at: string;
  /** At the end of the first line: what was measured. */
  value: ReactNode;
  strong?: boolean;
  /** Below it: what became of it. */
  state: ReactNode;
  /** A line of its own. */
  text?: ReactNode;
};

/** One row: it leads to its conversation, at the message it is about. */
function Row({ of, messageId, at, value, strong, state, text }: Props) {
  const { t, language } = useWords();
  const zone = useBrandZone();
  const channel = useChannels().data?.find(({ id }) => id === of.channelId);
  return (
    <Link to={`/inbox/ours/${of.conversationId}${placeOfMessage(messageId)}`} className="turn-row">
      <span className="turn-who truncate" dir="auto">
        {of.personName ?? t('reports.erased')}
      </span>
      <span className={cx('turn-wait tabular', strong && 'is-late')}>{value}</span>
      {text && (
        <span className="turn-text" dir="auto">
          {text}
        </span>
      )}
      <span className="turn-about turn-dim">
        <ChannelIcon icon="" medium={of.medium} />
        <span className="truncate" dir="auto">
          {of.about ?? channel?.name ?? t(`inbox.media.${of.medium}`)}
        </span>
      </span>
      <span className="turn-state turn-dim">{state}</span>
      <time className="turn-dim" dateTime={at}>
        {formatInZone(language, new Date(at), zone)}
      </time>
    </Link>
  );
}

export function BehindRowView({ of }: { of: BehindRow }) {
  switch (of.kind) {
    case 'turns':
      return <TurnRow turn={of.row} />;
    case 'messages':
      return <MessageRow message={of.row} />;
    case 'episodes':
      return <EpisodeRow episode={of.row} />;
    case 'people':
      return <PersonRow person={of.row} />;
  }
}

function TurnRow({ turn }: { turn: ReportTurn }) {
  const { t, language } = useWords();
  const target = formatWait(language, turn.targetMs);
  return (
    <Row
      of={turn}
      messageId={turn.messageId}
      at={turn.openedAt}
      value={turn.waitMs === null ? t('reports.never') : formatWait(language, turn.waitMs)}
      strong={turn.late}
      state={
        turn.leftOut
          ? t(`reports.leftOutShort.${turn.leftOut}`, { defaultValue: t('reports.leftOutShort.other') })
          : turn.late
            ? t('reports.lateOf', { target })
            : t(`reports.outcomesShort.${turn.outcome ?? 'open'}`)
      }
    />
  );
}

const saidBy = { person: 'in', member: 'outByMembers', outside: 'outOutside', rule: 'outByRules' } as const;

function MessageRow({ message }: { message: ReportMessage }) {
  const { t } = useWords();
  const { thrownAway, automatic, answered, by } = message;
  return (
    <Row
      of={message}
      messageId={message.id}
      at={message.at}
      value={by !== 'person' && <span className="turn-dim">{t(`reports.said.${saidBy[by]}`)}</span>}
      text={message.text || undefined}
      state={
        thrownAway
          ? `${t(`reports.thrownAway.${thrownAway}`)} · ${t(answered ? 'reports.answeredStill' : 'reports.unanswered')}`
          : automatic && by === 'person'
            ? t('reports.automatic')
            : by === 'person'
              ? t(answered ? 'reports.answeredLater' : 'reports.unanswered')
              : null
      }
    />
  );
}

function EpisodeRow({ episode }: { episode: ReportEpisode }) {
  const { t, language } = useWords();
  const { closedAt, reopened, solvedAtFirstAnswer, leftOut, messages, handOvers } = episode;
  const became = leftOut
    ? t(`reports.leftOutShort.${leftOut}`, { defaultValue: t('reports.leftOutShort.other') })
    : closedAt === null
      ? t('reports.episodeState.open')
      : reopened
        ? t('reports.episodeState.reopened')
        : solvedAtFirstAnswer
          ? t('reports.episodeState.solvedAtFirst')
          : t('reports.episodeState.closed');
  return (
    <Row
      of={episode}
      messageId={episode.messageId}
      at={episode.openedAt}
      value={formatWait(language, episode.tookMs)}
      strong={reopened === true}
      state={became}
      text={[
        t('reports.costs.messages', { count: messages }),
        t('reports.costs.waited', { time: formatWait(language, episode.waitedMs) }),
        ...(handOvers > 0 ? [t('reports.costs.handOvers', { count: handOvers })] : []),
      ].join(' · ')}
    />
  );
}

function PersonRow({ person }: { person: ReportPerson }) {
  const { t, language } = useWords();
  const zone = useBrandZone();
  const { became, wroteAgainAt, since, until, outcome } = person;
  return (
    <Row
      of={person}
      messageId={person.messageId}
      at={person.openedAt}
      value={t(`reports.personState.${became}`)}
      strong={became === 'silent'}
      state={
        became === 'wrote_again' && wroteAgainAt
          ? t('reports.wroteAfter', {
              time: formatWait(language, Date.parse(wroteAgainAt) - Date.parse(since)),
            })
          : became === 'too_young'
            ? t('reports.knownOn', { at: formatInZone(language, new Date(until), zone) })
            : t(`reports.sinceOf.${outcome ?? 'open'}`)
      }
    />
  );
}
