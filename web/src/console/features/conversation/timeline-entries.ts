import type { Act, ConversationDetail, Turn } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';

export type TimelineEntry =
  | { type: 'day'; id: string; at: string }
  | { type: 'new'; id: string }
  | { type: 'history'; id: string }
  | { type: 'acts'; id: string; acts: Act[] }
  | { type: 'message'; id: string; message: Message; first: boolean; last: boolean; answers: Turn | null };

/** Messages of one speaker within this time stand together. */
const groupMs = 5 * 60_000;

type Input = {
  messages: Message[];
  acts: Act[];
  turns: Turn[];
  /** The member had read up to here when the conversation was opened. */
  readSeq: number;
  /** Older messages are not loaded: acts before the first loaded one wait for them. */
  hasOlder: boolean;
};

/** Everything that stands in a conversation, from top to bottom. */
export function timelineEntries({ messages, acts, turns, readSeq, hasOlder }: Input): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const answers = new Map(
    turns.flatMap((turn) => (turn.answeredByMessageId ? [[turn.answeredByMessageId, turn]] : [])),
  );
  const from = hasOlder ? (messages[0]?.at ?? '') : '';
  const waitingActs = acts.filter((act) => act.at >= from).sort((a, b) => a.at.localeCompare(b.at));
  let day = '';
  let marked = false;
  let wasHistory: boolean | null = null;

  const startDay = (at: string) => {
    const next = new Date(at).toDateString();
    if (next !== day) entries.push({ type: 'day', id: `day-${at}`, at });
    day = next;
  };
  const placeActs = (until: string | null) => {
    while (waitingActs[0] && (until === null || waitingActs[0].at < until)) {
      const act = waitingActs.shift() as Act;
      startDay(act.at);
      const last = entries[entries.length - 1];
      if (last?.type === 'acts') last.acts.push(act);
      else entries.push({ type: 'acts', id: `acts-${act.id}`, acts: [act] });
    }
  };

  for (const [index, message] of messages.entries()) {
    placeActs(message.at);
    startDay(message.at);
    if (wasHistory && !message.history) entries.push({ type: 'history', id: 'history' });
    wasHistory = message.history;
    if (!marked && message.direction === 'in' && message.seq > readSeq && !message.history) {
      marked = true;
      // On a first visit everything is new, and the line would only say so.
      if (index > 0 && readSeq > 0) entries.push({ type: 'new', id: 'new' });
    }
    const before = entries[entries.length - 1];
    const first = !(before?.type === 'message' && together(before.message, message));
    if (before?.type === 'message') before.last = first;
    entries.push({
      type: 'message',
      id: message.clientId ?? message.id,
      message,
      first,
      last: true,
      answers: answers.get(message.id) ?? null,
    });
  }
  placeActs(null);
  return entries;
}

const speaker = (message: Message) =>
  `${message.direction} ${message.visibility} ${message.person?.id ?? message.member?.memberId ?? ''}`;

function together(a: Message, b: Message): boolean {
  return speaker(a) === speaker(b) && !a.mail && !b.mail && Date.parse(b.at) - Date.parse(a.at) < groupMs;
}

/** The turn whose answer is due next. */
export function openTurn(conversation: Pick<ConversationDetail, 'turns'>): Turn | null {
  const open = conversation.turns.filter((turn) => turn.outcome === null);
  return open.sort((a, b) => a.answerBy.localeCompare(b.answerBy))[0] ?? null;
}
