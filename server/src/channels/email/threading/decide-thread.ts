import type { MailKind } from '../classify/classify-mail.parse.js';
import type { ParsedMail } from '../parse/parsed-mail.js';
import { ancestorIds, candidateIds } from './candidate-ids.js';
import { sameSubject } from './subject.js';

/** A stored message that shares an id with the mail. */
export interface ThreadCandidate {
  channelId: string;
  conversationId: string;
  messageId: string;
  direction: 'in' | 'out';
  /** The id out of `candidateIds` by which it was found. */
  foundBy: string;
  /** `bears`: it is its Message-ID. `names`: it stands in its In-Reply-To or References. */
  relation: 'bears' | 'names';
  /** Every From, To and Cc address of the conversation so far, those of our replies included. */
  participants: readonly string[];
  /** Its subject, as written or normalised. */
  subject: string;
}

export interface ThreadContext {
  channelId: string;
  /** Our addresses: a mail from one of them was sent by us in another program. */
  own: readonly string[];
  candidates: readonly ThreadCandidate[];
  /** What `classifyMail` found; without it the mail counts as a person's. */
  kind?: MailKind;
  /** For reports: the original's Message-ID. */
  reportedOn?: string | null;
}

export type NewThreadReason = 'no_reference' | 'unknown_reference' | 'stranger' | 'subject_changed';

export type ThreadDecision =
  | {
      kind: 'join';
      conversationId: string;
      /** The message it answers, where that one is stored. */
      replyTo: string | null;
    }
  | {
      kind: 'new';
      /** The conversation it came out of, to be shown beside it. */
      linkedTo: string | null;
      reason: NewThreadReason;
    };

type Mail = Pick<
  ParsedMail,
  'messageId' | 'inReplyTo' | 'references' | 'from' | 'to' | 'cc' | 'bcc' | 'subject'
>;

/** Reports come from mail systems, not from people in the thread; they name a mail of ours by its id. */
const REPORTS: ReadonlySet<MailKind> = new Set([
  'bounce',
  'delay',
  'delivered',
  'read_receipt',
  'abuse_report',
]);
/** Machines that answer put words of their own before the subject. */
const MACHINE_ANSWERS: ReadonlySet<MailKind> = new Set(['auto_reply', 'out_of_office', 'challenge']);

/**
 * Which conversation a mail belongs to. Pure. Ids alone never suffice: whoever writes must be in the thread already,
 * and mean the same subject, so that neither a forwarded mail nor an id shared by many lets one person's words
 * appear in another's conversation.
 */
export function decideThread(mail: Mail, context: ThreadContext): ThreadDecision {
  const candidates = ranked(mail, context);
  const ancestors = new Set(ancestorIds(mail));
  if (context.kind !== undefined && REPORTS.has(context.kind)) {
    const reported = candidates.find(
      ({ direction, relation }) => direction === 'out' && relation === 'bears',
    );
    if (reported) {
      return { kind: 'join', conversationId: reported.conversationId, replyTo: reported.messageId };
    }
  }
  const known = candidates.filter((candidate) => isAmongPeople(mail, candidate, context.own));
  const ignoresSubject = context.kind !== undefined && MACHINE_ANSWERS.has(context.kind);
  const fitting = known.find((candidate) => ignoresSubject || keepsSubject(mail, candidate, known));
  if (fitting) {
    const answered = fitting.relation === 'bears' && ancestors.has(fitting.foundBy);
    return {
      kind: 'join',
      conversationId: fitting.conversationId,
      replyTo: answered ? fitting.messageId : null,
    };
  }
  const origin = known[0] ?? candidates.find((candidate) => isOrigin(candidate, ancestors, candidates));
  if (origin) {
    return {
      kind: 'new',
      linkedTo: origin.conversationId,
      reason: known.length > 0 ? 'subject_changed' : 'stranger',
    };
  }
  if (candidates.length > 0) return { kind: 'new', linkedTo: null, reason: 'stranger' };
  return { kind: 'new', linkedTo: null, reason: ancestors.size > 0 ? 'unknown_reference' : 'no_reference' };
}

/** The channel's candidates, nearest id first, mails that bear it before mails that name it. */
function ranked(mail: Mail, context: ThreadContext): ThreadCandidate[] {
  const order = new Map(candidateIds(mail, context.reportedOn ?? null).map((id, index) => [id, index]));
  const rank = (candidate: ThreadCandidate) =>
    (order.get(candidate.foundBy) ?? 0) * 2 + (candidate.relation === 'bears' ? 0 : 1);
  return context.candidates
    .filter((candidate) => candidate.channelId === context.channelId && order.has(candidate.foundBy))
    .sort((one, other) => rank(one) - rank(other));
}

/**
 * A person's mail: its author is a participant. A mail of ours: so is one of those it goes to, if it goes to anybody
 * else at all; forwarding a thread to a stranger starts a conversation with the stranger.
 */
function isAmongPeople(mail: Mail, candidate: ThreadCandidate, own: readonly string[]): boolean {
  const author = mail.from[0]?.address.toLowerCase() ?? '';
  if (author === '') return false;
  const participants = new Set(candidate.participants.map((address) => address.toLowerCase()));
  const ours = new Set(own.map((address) => address.toLowerCase()));
  if (!ours.has(author)) return participants.has(author);
  const others = [...mail.to, ...mail.cc, ...mail.bcc]
    .map(({ address }) => address.toLowerCase())
    .filter((address) => address !== '' && !ours.has(address));
  return others.length === 0 || others.some((address) => participants.has(address));
}

/** Compared with every message of the conversation the mail is tied to: a member may have changed it on our side. */
function keepsSubject(mail: Mail, candidate: ThreadCandidate, known: readonly ThreadCandidate[]): boolean {
  return known.some(
    (other) => other.conversationId === candidate.conversationId && sameSubject(mail.subject, other.subject),
  );
}

/**
 * Whether a stranger's mail came out of that conversation: it answers a message there. Not when only its own id is
 * found, and not when several conversations bear the same id: that id is a program's constant and says nothing.
 */
function isOrigin(
  candidate: ThreadCandidate,
  ancestors: ReadonlySet<string>,
  candidates: readonly ThreadCandidate[],
): boolean {
  if (candidate.relation !== 'bears' || !ancestors.has(candidate.foundBy)) return false;
  return candidates.every(
    (other) =>
      other.foundBy !== candidate.foundBy ||
      other.relation !== 'bears' ||
      other.conversationId === candidate.conversationId,
  );
}
