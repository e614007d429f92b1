import type { ConversationDetail } from '@parley/shared/conversations.js';
import { ArrowDown, MessageCircleDashed } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { formatDateTime, formatDay } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { RunningPause } from '../../data/running-pause.js';
import { useTyping } from '../../realtime/presence.js';
import { actText } from './act-text.js';
import { answeredAmong } from './answered.js';
import { useMessages } from './conversation-api.js';
import { type MessageActions, MessageView } from './message.js';
import { ScheduledCards } from './scheduled-cards.js';
import { openTurn, type TimelineEntry, timelineEntries } from './timeline-entries.js';
import './timeline.css';

type Props = { conversation: ConversationDetail; actions: MessageActions; header?: React.ReactNode };

export function Timeline({ conversation, actions, header }: Props) {
  const { t } = useTranslation();
  const query = useMessages(conversation.id);
  const { messages, hasNextPage } = query;
  // The line stays where it was when the conversation was opened, though reading moves on.
  const [readSeq] = useState(conversation.readSeq);
  const entries = useMemo(
    () =>
      timelineEntries({
        messages,
        acts: conversation.acts,
        turns: conversation.turns,
        readSeq,
        hasOlder: hasNextPage,
      }),
    [messages, conversation.acts, conversation.turns, readSeq, hasNextPage],
  );
  const comments = conversation.medium === 'comment';
  const answered = useMemo(() => (comments ? answeredAmong(messages) : null), [comments, messages]);
  const { scroller, end, below, far, toEnd } = useStickToEnd(
    messages.length,
    messages.at(-1)?.id,
    messages[0]?.id,
  );
  const showVisibility =
    conversation.channelDetail.capabilities.includes('replies_publicly') && conversation.medium === 'comment';

  return (
    <div className="timeline">
      <div
        ref={scroller}
        className="timeline-scroll"
        role="log"
        aria-label={t('conversation.region')}
        aria-busy={query.isPending}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
        tabIndex={0}
      >
        <div className="timeline-body">
          {header}
          {hasNextPage && (
            <Button
              className="timeline-older"
              variant="ghost"
              size="sm"
              busy={query.isFetchingNextPage}
              onClick={() => query.fetchNextPage()}
            >
              {t('conversation.older')}
            </Button>
          )}
          {query.isPending && <TimelineSkeleton />}
          {query.isError && !query.data && (
            <StateMessage
              tone="error"
              compact
              title={t('conversation.loadError')}
              action={<Button onClick={() => query.refetch()}>{t('ui.retry')}</Button>}
            >
              {problemText(query.error)}
            </StateMessage>
          )}
          {query.isSuccess && messages.length === 0 && (
            <StateMessage compact icon={<MessageCircleDashed />} title={t('conversation.empty')} />
          )}
          {!query.isPending && (
            <>
              {entries.map((entry) => (
                <Entry
                  key={entry.id}
                  entry={entry}
                  showVisibility={showVisibility}
                  answered={answered}
                  actions={actions}
                />
              ))}
              <Foot conversation={conversation} />
              <ScheduledCards conversation={conversation} onTakeBack={actions.takeBack} />
            </>
          )}
          <div ref={end} />
        </div>
      </div>
      {(below || far) && (
        <button
          type="button"
          className={cx('timeline-below', !below && 'is-quiet')}
          aria-label={below ? undefined : t('conversation.toNewest')}
          title={below ? undefined : t('conversation.toNewest')}
          onClick={toEnd}
        >
          <ArrowDown aria-hidden="true" />
          {below && t('conversation.newBelow')}
        </button>
      )}
    </div>
  );
}

function Entry({
  entry,
  showVisibility,
  answered,
  actions,
}: {
  entry: TimelineEntry;
  showVisibility: boolean;
  answered: ReturnType<typeof answeredAmong> | null;
  actions: MessageActions;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow(3_600_000);
  switch (entry.type) {
    case 'day':
      return (
        <div className="timeline-day">
          <time dateTime={entry.at}>{formatDay(i18n.language, entry.at, now)}</time>
        </div>
      );
    case 'new':
      return <div className="timeline-new">{t('conversation.newLine')}</div>;
    case 'history':
      return <div className="timeline-history">{t('conversation.historyEnd')}</div>;
    case 'acts':
      return <Acts acts={entry.acts} />;
    case 'message':
      return (
        <MessageView
          message={entry.message}
          first={entry.first}
          last={entry.last}
          answers={entry.answers}
          showVisibility={showVisibility}
          answered={answered?.get(entry.message.id)}
          actions={actions}
        />
      );
  }
}

const actsShown = 3;

function Acts({ acts }: { acts: ConversationDetail['acts'] }) {
  const { t, i18n } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all || acts.length <= actsShown + 1 ? acts : acts.slice(-actsShown);
  const hidden = acts.length - shown.length;
  return (
    <ul className="timeline-acts">
      {hidden > 0 && (
        <li>
          <button type="button" onClick={() => setAll(true)}>
            {t('conversation.actsFolded', { count: hidden })}
          </button>
        </li>
      )}
      {shown.map((act) => (
        <li key={act.id} title={formatDateTime(i18n.language, act.at)}>
          {actText(act, t, i18n.language)}
        </li>
      ))}
    </ul>
  );
}

/** What is going on right now: who is typing, and who has been waiting how long. */
function Foot({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation();
  const typing = useTyping(conversation.id);
  const turn = openTurn(conversation);
  const nameOf = (id: string) =>
    conversation.participants.find((person) => person.id === id)?.name ??
    (conversation.person.id === id ? conversation.person.name : t('conversation.someone'));
  const waiting = conversation.status !== 'closed' && conversation.side === 'ours' && conversation.answerBy;
  return (
    <div className="timeline-foot" aria-live="polite">
      {[...typing].map((id) => (
        <p key={id} className="timeline-typing">
          <span className="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t('conversation.typing', { name: nameOf(id) })}
        </p>
      ))}
      {waiting && (
        <p className="timeline-waiting" aria-live="off">
          {t('conversation.waitingLine', { name: nameOf(turn?.personId ?? conversation.person.id) })}
          <RunningPause row={conversation} size={15} />
        </p>
      )}
    </div>
  );
}

export function TimelineSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="timeline-skeleton" role="status" aria-label={t('ui.loading')}>
      {['58%', '44%', '66%'].map((width, index) => (
        <div key={width} style={{ alignSelf: index === 1 ? 'flex-end' : 'flex-start', inlineSize: width }}>
          <Skeleton height="4.25rem" />
        </div>
      ))}
    </div>
  );
}

const nearPx = 120;

/** Starts at the end, stays there while new messages come, and keeps its place when older ones are put above. */
function useStickToEnd(count: number, lastId: string | undefined, firstId: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const before = useRef({ lastId, firstId, height: 0 });
  const [below, setBelow] = useState(false);
  const [far, setFar] = useState(false);

  useEffect(() => {
    const element = scroller.current;
    const body = element?.firstElementChild;
    if (!element || !body) return;
    let lastTop = element.scrollTop;
    const onScroll = () => {
      // Only the reader going up lets go of the end: content that grows beneath a set position does not.
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
      if (near) stuck.current = true;
      else if (element.scrollTop < lastTop - 1) stuck.current = false;
      lastTop = element.scrollTop;
      if (near) setBelow(false);
      // A whole pane up, the way back is worth a button.
      setFar(element.scrollHeight - element.scrollTop - element.clientHeight > element.clientHeight);
    };
    // Frames and pictures grow after they were placed; the pane shrinks when the composer grows.
    const keep = () => {
      if (stuck.current) element.scrollTop = element.scrollHeight;
    };
    const observer = new ResizeObserver(keep);
    observer.observe(body);
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when messages were added at either end
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const last = before.current;
    if (last.lastId === undefined && lastId !== undefined) toFirstNew(element, stuck);
    if (stuck.current) element.scrollTop = element.scrollHeight;
    else if (last.firstId !== firstId && last.lastId === lastId)
      element.scrollTop += element.scrollHeight - last.height;
    else if (last.lastId !== lastId) setBelow(true);
    before.current = { lastId, firstId, height: element.scrollHeight };
  }, [count, lastId, firstId]);

  const toEnd = () => {
    stuck.current = true;
    setBelow(false);
    end.current?.scrollIntoView({ behavior: 'smooth', block: 'end' });
  };
  return { scroller, end, below, far, toEnd };
}

/** Where more is new than fits the pane, reading begins at the line; otherwise at the end. */
function toFirstNew(element: HTMLElement, stuck: { current: boolean }): void {
  const line = element.querySelector('.timeline-new');
  if (!line) return;
  const above = line.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop;
  if (element.scrollHeight - above < element.clientHeight * 0.85) return;
  stuck.current = false;
  element.scrollTop = above - element.clientHeight * 0.12;
}
