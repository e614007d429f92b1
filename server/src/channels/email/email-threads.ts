import type { Settings, ThreadCandidate, ThreadDecision, Threads } from '../core/connector.js';
import type { IdentityRef, InboundMail, MessageEvent } from '../core/inbound-event.js';
import type { MailKind } from './classify/classify-mail.parse.js';
import { isNoReplyAddress } from './classify/mail-reading.js';
import { ownAddresses } from './mailbox.settings.js';
import { readMailboxName, writeMailbox } from './mailbox-name.js';
import type { MailAddress } from './parse/parsed-mail.js';
import { candidateIds } from './threading/candidate-ids.js';
import { decideThread } from './threading/decide-thread.js';

/** Threads of mails: by the ids they name, the people in them, and the subject. */
export const emailThreads: Threads = {
  candidateReferences(event: MessageEvent): string[] {
    const named = candidateIds(threadedMail(event), event.reports?.references[0] ?? null);
    return [...new Set([...(event.reports?.references ?? []), ...named])];
  },

  decideThread(
    channel: { id: string; account: string; settings: Settings },
    event: MessageEvent,
    candidates: ThreadCandidate[],
  ): ThreadDecision {
    const decision = decideThread(threadedMail(event), {
      channelId: channel.id,
      own: ownAddresses(channel),
      reportedOn: event.reports?.references[0] ?? null,
      ...(event.automatic == null ? {} : { kind: event.automatic as MailKind }),
      candidates: candidates.map((one) => ({
        channelId: channel.id,
        conversationId: one.conversationId,
        messageId: one.messageId,
        direction: one.direction,
        foundBy: one.reference,
        relation: one.relation,
        participants: one.participants,
        subject: one.subject ?? '',
      })),
    });
    return decision.kind === 'join'
      ? { kind: 'join', conversationId: decision.conversationId, replyToId: decision.replyTo }
      : decision;
  },

  replyRecipients(
    channel: { settings: Settings; account: string },
    { mail, direction }: { mail: MessageEvent['mail']; direction: 'in' | 'out' },
  ) {
    if (mail == null) return { to: [], cc: [], allTo: [], allCc: [] };
    const own = new Set(ownAddresses(channel));
    const others = (list: readonly string[] | undefined, without: readonly string[] = []) =>
      distinct(list ?? [], new Set([...own, ...without.map(keyOf)]));
    const to = direction === 'out' ? others(mail.to) : answersTo(mail, others);
    const beside = direction === 'out' ? [] : others(mail.to, to);
    const cc = direction === 'out' ? others(mail.cc, to) : [];
    return {
      to,
      cc,
      allTo: to,
      allCc: direction === 'out' ? cc : [...beside, ...others(mail.cc, [...to, ...beside])],
    };
  },

  identityOf(address: string): IdentityRef | null {
    const found = readMailboxName(address);
    if (found === null) return null;
    return {
      namespace: 'email',
      externalId: found.address.toLowerCase(),
      name: found.name === '' ? null : found.name,
      handle: found.address,
      email: { address: found.address.toLowerCase(), verified: false },
    };
  },
};

/** What `decideThread` reads, put together again from the event. */
function threadedMail(event: MessageEvent) {
  const mail = event.mail ?? null;
  const read = (list: readonly string[] | undefined) =>
    (list ?? []).map(readMailboxName).filter((one): one is MailAddress => one !== null);
  const author = event.author?.handle ?? null;
  return {
    messageId: mail?.messageId ?? null,
    // `ancestorIds` gave them in this order, and gives them so again.
    inReplyTo: event.references ?? [],
    references: [],
    from: author === null ? read(mail?.from) : [{ name: '', address: author }],
    to: read(mail?.to),
    cc: read(mail?.cc),
    bcc: read(mail?.bcc),
    subject: mail?.subject ?? '',
  };
}

/** Reply-To where it leads to somebody (RFC 5322, section 3.6.2), else whom it is from. */
function answersTo(mail: InboundMail, others: (list: readonly string[] | undefined) => string[]): string[] {
  const wanted = others(mail.replyTo).filter((one) => !isNoReplyAddress(keyOf(one)));
  if (wanted.length > 0) return wanted;
  const from = others(mail.from);
  // A mail to ourselves is answered to ourselves.
  return from.length > 0 ? from : distinct(mail.from, new Set());
}

function distinct(list: readonly string[], seen: Set<string>): string[] {
  const found: string[] = [];
  for (const text of list) {
    const one = readMailboxName(text);
    const key = one?.address.toLowerCase();
    if (one === null || key === undefined || seen.has(key)) continue;
    seen.add(key);
    found.push(writeMailbox(one));
  }
  return found;
}

const keyOf = (text: string) => readMailboxName(text)?.address.toLowerCase() ?? '';
