import type { MailAddress, ParsedMail } from '../src/channels/email/parse/parsed-mail.js';
import { candidateIds } from '../src/channels/email/threading/candidate-ids.js';
import {
  decideThread,
  type ThreadCandidate,
  type ThreadContext,
  type ThreadDecision,
} from '../src/channels/email/threading/decide-thread.js';

export type ThreadedMail = Pick<
  ParsedMail,
  'messageId' | 'inReplyTo' | 'references' | 'from' | 'to' | 'cc' | 'bcc' | 'subject'
>;

const at = (address: string): MailAddress => ({ name: '', address });

/** A mail for tests: only what threading reads. */
export function aMail(
  parts: Partial<Omit<ThreadedMail, 'from' | 'to' | 'cc'>> & { from?: string; to?: string[]; cc?: string[] },
): ThreadedMail {
  return {
    messageId: parts.messageId ?? null,
    inReplyTo: parts.inReplyTo ?? [],
    references: parts.references ?? [],
    from: parts.from === undefined ? [] : [at(parts.from)],
    to: (parts.to ?? ['support@brand.example']).map(at),
    cc: (parts.cc ?? []).map(at),
    bcc: parts.bcc ?? [],
    subject: parts.subject ?? '',
  };
}

interface Stored {
  key: string;
  mail: ThreadedMail;
  conversationId: string;
  direction: 'in' | 'out';
}

/** Stands in for the tables of one channel: the look-ups a channel does around `decideThread`, in the plainest way. */
export class ThreadStore {
  readonly stored: Stored[] = [];
  private conversations = 0;

  constructor(
    readonly channelId = 'channel-1',
    readonly own: readonly string[] = ['support@brand.example'],
  ) {}

  look(mail: ThreadedMail, reportedOn: string | null = null): ThreadCandidate[] {
    const candidates: ThreadCandidate[] = [];
    for (const id of candidateIds(mail, reportedOn)) {
      for (const stored of this.stored) {
        const bears = stored.mail.messageId === id;
        const names = stored.mail.inReplyTo.includes(id) || stored.mail.references.includes(id);
        if (bears) candidates.push(this.candidate(stored, id, 'bears'));
        if (names) candidates.push(this.candidate(stored, id, 'names'));
      }
    }
    return candidates;
  }

  take(mail: ThreadedMail, key: string, more: Partial<ThreadContext> = {}): ThreadDecision {
    const decision = decideThread(mail, {
      channelId: this.channelId,
      own: this.own,
      candidates: this.look(mail, more.reportedOn ?? null),
      ...more,
    });
    const conversationId =
      decision.kind === 'join' ? decision.conversationId : `conversation-${++this.conversations}`;
    const ours = this.own.includes(mail.from[0]?.address.toLowerCase() ?? '');
    this.stored.push({ key, mail, conversationId, direction: ours ? 'out' : 'in' });
    return decision;
  }

  conversationOf(key: string): string {
    return this.stored.find((stored) => stored.key === key)?.conversationId ?? '';
  }

  participants(conversationId: string): string[] {
    return this.stored
      .filter((stored) => stored.conversationId === conversationId)
      .flatMap(({ mail }) => [...mail.from, ...mail.to, ...mail.cc].map(({ address }) => address));
  }

  private candidate(stored: Stored, foundBy: string, relation: 'bears' | 'names'): ThreadCandidate {
    return {
      channelId: this.channelId,
      conversationId: stored.conversationId,
      messageId: stored.key,
      direction: stored.direction,
      foundBy,
      relation,
      participants: this.participants(stored.conversationId),
      subject: stored.mail.subject,
    };
  }
}
