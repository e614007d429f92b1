import { Injectable } from '@nestjs/common';
import type { SendMessage } from '@parley/shared/messages.js';
import type { ProblemIssue } from '@parley/shared/problem.js';
import type { Channel } from '../../channels/channel.js';
import type { Connector } from '../../channels/core/connector.js';
import type { IdentityRef, InboundMail } from '../../channels/core/inbound-event.js';
import type { MailEnvelope } from '../../channels/core/outbound-message.js';
import type { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Identities } from '../../people/identities.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

export interface Addressing {
  inReplyToId: string | null;
  /** Identities whose turns it answers; null: everyone's in the conversation. */
  answers: string[] | null;
  envelope: MailEnvelope | null;
  /** Of the limit, in its unit, for what the connector adds. */
  costs: number;
}

interface Target {
  id: string;
  direction: 'in' | 'out';
  identityId: string | null;
  mail: InboundMail | null;
  costs: number | null;
}

export type MailFields = Pick<SendMessage, 'to' | 'cc' | 'bcc' | 'subject'>;

/** Whom a reply goes to and whose turns it answers, by the rules of its medium (product.md, "Turns"). */
@Injectable()
export class ReplyAddressing {
  constructor(
    private readonly database: Database,
    private readonly identities: Identities,
    private readonly clock: Clock,
  ) {}

  /** Within the transaction that writes the reply. @throws AppError invalid_request */
  async address(
    where: { conversation: Conversation; channel: Channel; connector: Connector },
    input: MailFields & { inReplyToId?: string | undefined; forward: boolean },
  ): Promise<Addressing> {
    const { conversation, channel, connector } = where;
    const target = await this.target(conversation, input.inReplyToId, input.forward);
    const inReplyToId = target?.id ?? null;
    const costs = target === null ? await this.newestCosts(conversation) : (target.costs ?? 0);
    if (connector.manifest.capabilities.includes('recipients') && connector.threads !== undefined) {
      const answered =
        target === null || input.forward
          ? undefined
          : connector.threads.replyRecipients(channel, { mail: target.mail, direction: target.direction });
      const envelope: MailEnvelope = {
        to: input.to ?? answered?.to ?? [],
        cc: input.cc ?? (input.to === undefined ? (answered?.cc ?? []) : []),
        bcc: input.bcc ?? [],
        subject: oneLine(input.subject ?? conversation.subject ?? ''),
      };
      return {
        inReplyToId,
        envelope,
        costs,
        answers: await this.resolve(channel.brandId, connector, envelope),
      };
    }
    if (conversation.medium === 'comment') {
      const answers = target?.identityId == null ? [] : [target.identityId];
      return { inReplyToId, envelope: null, costs, answers };
    }
    const named = target?.identityId ?? null;
    const answers = named !== null && (await this.isGroup(conversation)) ? [named] : null;
    return { inReplyToId, envelope: null, costs, answers };
  }

  /**
   * Identities behind To and Cc, made where they are new: they take part from now on. Bcc stays out of sight.
   * @throws AppError invalid_request naming each address that is none
   */
  async resolve(brandId: string, connector: Connector, envelope: MailEnvelope): Promise<string[]> {
    const issues: ProblemIssue[] = [];
    const known = (field: 'to' | 'cc' | 'bcc'): IdentityRef[] =>
      envelope[field].flatMap((address, index) => {
        const ref = connector.threads?.identityOf(address) ?? null;
        if (ref === null) issues.push({ path: [field, index], message: `"${address}" is no address.` });
        return ref === null ? [] : [ref];
      });
    const visible = [...known('to'), ...known('cc')];
    known('bcc');
    if (envelope.to.length === 0) issues.push({ path: ['to'], message: 'Name at least one recipient.' });
    if (issues.length > 0) throw new AppError('invalid_request', 'The request does not fit.', { issues });
    const unique = [...new Map(visible.map((ref) => [`${ref.namespace}/${ref.externalId}`, ref])).values()];
    const ids = new Map<string, string>();
    // Always in the same order, so that two replies to the same people never wait for each other.
    for (const ref of [...unique].sort((a, b) => (a.externalId < b.externalId ? -1 : 1))) {
      ids.set(ref.externalId, (await this.identities.resolve(brandId, ref, this.clock.now())).id);
    }
    return unique.flatMap(({ externalId }) => ids.get(externalId) ?? []);
  }

  /** The message answered: the one named; for comments and mail else the newest of a person, or of ours. */
  private async target(
    conversation: Conversation,
    named: string | undefined,
    forward: boolean,
  ): Promise<Target | null> {
    const pair = [conversation.brand_id, conversation.id];
    const columns = 'id, direction, identity_id AS "identityId", mail, reply_costs AS costs';
    if (named !== undefined) {
      const row = await this.database.one<Target>(
        `SELECT ${columns} FROM message WHERE brand_id = $1 AND conversation_id = $2 AND id = $3 AND direction <> 'note'`,
        [...pair, named],
      );
      if (row !== undefined) return row;
      throw refusal('inReplyToId', 'This message does not stand in this conversation.');
    }
    if (forward) throw refusal('inReplyToId', 'Name the message that is passed on.');
    if (conversation.medium === 'dm' || conversation.medium === 'chat') return null;
    const newest = await this.database.one<Target>(
      `SELECT ${columns} FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND deleted_at IS NULL
         AND (direction = 'in' OR direction = 'out' AND (state IS NULL OR state IN ('sent', 'delivered', 'read')))
       ORDER BY (direction = 'in' AND automatic IS NULL) DESC, (direction = 'in') DESC, occurred_at DESC, arrival DESC LIMIT 1`,
      pair,
    );
    return newest ?? null;
  }

  /** What a reply that names no message goes on from. */
  private async newestCosts(conversation: Conversation): Promise<number> {
    const row = await this.database.one<{ costs: number | null }>(
      `SELECT reply_costs AS costs FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'in' ORDER BY seq DESC LIMIT 1`,
      [conversation.brand_id, conversation.id],
    );
    return row?.costs ?? 0;
  }

  private async isGroup(conversation: Conversation): Promise<boolean> {
    const row = await this.database.one<{ people: number }>(
      `SELECT count(DISTINCT i.person_id)::int AS people FROM conversation_participant p JOIN identity i ON i.id = p.identity_id
       WHERE p.brand_id = $1 AND p.conversation_id = $2`,
      [conversation.brand_id, conversation.id],
    );
    return (row?.people ?? 0) > 1;
  }
}

const refusal = (field: string, message: string) =>
  new AppError('invalid_request', 'The request does not fit.', { issues: [{ path: [field], message }] });

/** A header holds one line. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ').trim();
