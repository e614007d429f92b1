import type { Medium } from '@parley/shared/brands.js';
import { isPutAway, type ModerationState } from '@parley/shared/moderation.js';
import type { DeletionEntry, Entry } from '../turns/entry.js';

/** The columns of a message that the fold reads. */
export interface EntryMessage {
  id: string;
  thread_id: string;
  direction: 'in' | 'out' | 'note';
  person_id: string | null;
  member_id: string | null;
  answers: string[] | null;
  automatic: string | null;
  moderation: ModerationState | null;
  history: boolean;
  imported: boolean;
  out_of_figures: string | null;
  occurred_at: Date;
  arrival: string;
  external_id: string | null;
  in_reply_to_id: string | null;
  deleted_at: Date | null;
  deleted_arrival: string | null;
  failure_arrival: string | null;
  state: string | null;
  sent_at: Date | null;
}

/** The columns of an act that the fold reads. */
export interface EntryAct {
  id: string;
  thread_id: string;
  at: Date;
  arrival: string;
  kind: string;
  details: Record<string, unknown>;
}

const ACCEPTED = new Set(['sent', 'delivered', 'read']);

/**
 * What a message means for the turns: one entry, two when the person deleted it, none for notes, for replies on
 * their way and for what a reply's author never got out.
 * @param personOf the person behind an identity
 */
export function entriesOfMessage(
  message: EntryMessage,
  medium: Medium,
  personOf: (identityId: string) => string | undefined,
): Entry[] {
  const base = {
    id: message.id,
    threadId: message.thread_id,
    at: message.occurred_at.getTime(),
    arrival: Number(message.arrival),
    platformId: message.external_id,
    replyTo: message.in_reply_to_id,
    outOfFigures: message.out_of_figures,
  };
  if (message.direction === 'in' && message.person_id !== null) {
    const origin = message.history ? (message.imported ? 'imported' : 'history') : 'live';
    const inbound: Entry = {
      ...base,
      kind: 'inbound',
      personId: message.person_id,
      medium,
      // What is put away on its platform owes nobody anything, like a machine's words; out it counts from its own time.
      automatic: message.automatic !== null || isPutAway(message.moderation ?? 'visible'),
      origin,
    };
    return message.deleted_at === null ? [inbound] : [inbound, deletionOf(message, message.deleted_at)];
  }
  const state = replyState(message);
  if (message.direction !== 'out' || state === null) return [];
  const answers = message.answers?.map(personOf).filter((id) => id !== undefined) ?? 'everyone';
  return [
    {
      ...base,
      kind: 'reply',
      answers,
      memberId: message.member_id,
      automatic: message.automatic !== null,
      state,
      failureArrival: message.failure_arrival === null ? null : Number(message.failure_arrival),
    },
  ];
}

export function deletionOf(message: EntryMessage, deletedAt: Date): DeletionEntry {
  return {
    kind: 'deletion',
    id: `${message.id}:deleted`,
    threadId: message.thread_id,
    at: deletedAt.getTime(),
    arrival: Number(message.deleted_arrival ?? message.arrival),
    messageId: message.id,
    messageAt: message.occurred_at.getTime(),
  };
}

function replyState({ state, sent_at }: EntryMessage): 'accepted' | 'unconfirmed' | 'failed_later' | null {
  if (state === null || ACCEPTED.has(state)) return 'accepted';
  if (state === 'unconfirmed') return 'unconfirmed';
  return state === 'failed' && sent_at !== null ? 'failed_later' : null;
}

/** Who is behind identities, and who people live on as after they were merged. */
export interface KnownPeople {
  ofIdentity: (identityId: string) => string | undefined;
  living: (personId: string) => string;
}

/** The ids an act names: identities since they are noted, the person in older ones. */
export function namedIn({ details }: EntryAct): { identityIds: string[]; personId: string | null } {
  const { identityIds, personId } = details;
  return {
    identityIds: Array.isArray(identityIds) ? identityIds.filter((id) => typeof id === 'string') : [],
    personId: typeof personId === 'string' ? personId : null,
  };
}

/** What a member's act means for the turns; undefined for those that mean nothing to them (assigning, tags, …). */
export function entryOfAct(act: EntryAct, medium: Medium, people: KnownPeople): Entry | undefined {
  const base = { id: act.id, threadId: act.thread_id, at: act.at.getTime(), arrival: Number(act.arrival) };
  const text = (name: string) =>
    typeof act.details[name] === 'string' ? (act.details[name] as string) : null;
  switch (act.kind) {
    case 'closed':
    case 'reopened':
    case 'unsnoozed':
    case 'split':
      return { ...base, kind: act.kind };
    case 'no_answer_needed':
      return { ...base, kind: act.kind, personIds: personsOf(act, people) };
    case 'marked_as_ours':
      return { ...base, kind: act.kind, personIds: personsOf(act, people), medium };
    case 'needs_answer':
      return { ...base, kind: act.kind, messageId: text('messageId') ?? '' };
    case 'snoozed': {
      const until = text('until');
      return { ...base, kind: act.kind, until: until === null ? null : new Date(until).getTime() };
    }
    case 'merged':
      return { ...base, kind: act.kind, fromThreadId: text('fromThreadId') ?? '' };
    default:
      return undefined;
  }
}

/** By identity, so that an act speaks for the same words whoever they are merged with later. */
function personsOf(act: EntryAct, people: KnownPeople): string[] | null {
  const { identityIds, personId } = namedIn(act);
  const named = identityIds.flatMap((id) => people.ofIdentity(id) ?? []);
  if (named.length > 0) return [...new Set(named)].sort();
  return personId === null ? null : [people.living(personId)];
}
