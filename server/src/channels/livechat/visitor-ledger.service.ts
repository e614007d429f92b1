import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { VisitorSays } from '@parley/shared/livechat.js';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { EndpointFiles, EndpointLedger } from '../core/endpoint-door.js';
import { SharedThreads, ThreadClaims, type ThreadRef } from '../core/shared-threads.js';
import {
  type LivechatMeta,
  type LivechatReceipts,
  messageIdOf,
  visitorNamespace,
} from './livechat-delivery.parse.js';
import type { OpenChat } from './visitor-door.service.js';
import type { Visitor } from './visitor-token.js';

/** A visitor's next message waits so long at most until the one before it stands in the conversation. */
const PATIENCE_MS = 1_000;
const LOOKS_AGAIN_MS = 15;
const REMEMBERED = 10_000;
const TROUBLED_MS = 10 * 60_000;

interface Last {
  externalId: string;
  at: number;
  since: number;
}

/** Takes what visitors say and signal, onto the disk before anything is answered. */
@Injectable()
export class VisitorLedger {
  /** What each visitor said last, in this process. */
  private readonly last = new Map<string, Last>();
  /** One at a time per visitor. */
  private readonly lines = new Map<string, Promise<unknown>>();

  constructor(
    private readonly ledger: EndpointLedger,
    private readonly files: EndpointFiles,
    private readonly threads: SharedThreads,
    private readonly claims: ThreadClaims,
    private readonly clock: Clock,
  ) {}

  threadOf({ channel }: OpenChat, { person }: Visitor): ThreadRef {
    return { brandId: channel.brandId, channelId: channel.id, externalId: person };
  }

  known({ channel }: OpenChat, { person }: Visitor) {
    return this.threads.visitor(channel, visitorNamespace(channel.account), person);
  }

  /** @throws AppError unauthenticated when it turned out who that is; blocked, and that it was tried is counted */
  async requireWelcome(chat: OpenChat, visitor: Visitor): Promise<void> {
    const known = await this.known(chat, visitor);
    if (known?.claimed === true) throw new AppError('unauthenticated', 'Begin a visit first.');
    if (known?.blocked !== true) return;
    const { channel } = chat;
    await this.threads.refused(channel.brandId, visitorNamespace(channel.account), visitor.person);
    throw new AppError('blocked', 'This chat takes no more messages from here.');
  }

  /**
   * The same `clientId` again is the same message. What one visitor says keeps its order.
   * @param bytes as they came
   * @throws AppError blocked, invalid_request naming files that are gone
   */
  async says(chat: OpenChat, visitor: Visitor, said: VisitorSays, bytes: Buffer): Promise<Date> {
    await this.requireWelcome(chat, visitor);
    const externalId = messageIdOf(visitor.person, said.clientId);
    if (await this.threads.has(chat.channel, externalId)) return this.clock.now();
    await this.requireFiles(chat, said.uploadIds, externalId);
    return this.inLine(`${chat.id}/${visitor.person}`, async (key) => {
      const before = this.last.get(key);
      if (before !== undefined && before.externalId !== externalId) await this.settled(chat, before);
      // Never at the same moment as the one before: a conversation is ordered by time.
      const at = new Date(Math.max(this.clock.nowMs(), (before?.at ?? 0) + 1));
      await this.store(chat, visitor, 'says', bytes, at);
      if (this.last.size >= REMEMBERED) this.last.clear();
      this.last.set(key, { externalId, at: at.getTime(), since: performance.now() });
      return at;
    });
  }

  /**
   * What somebody has said before they signed in is theirs; what is only on disk yet has to stand in its conversation first.
   * @throws AppError unavailable while it does not
   */
  async claim(chat: OpenChat, from: Visitor, to: Visitor): Promise<void> {
    const { channel } = chat;
    await this.arrived(chat, from);
    const namespace = visitorNamespace(channel.account);
    return this.claims.claim(
      channel,
      { namespace, externalId: from.person },
      {
        namespace,
        externalId: to.person,
        name: to.name,
        handle: to.email,
        placeholder: to.person.slice(2),
      },
    );
  }

  profile(chat: OpenChat, visitor: Visitor, bytes: Buffer): Promise<void> {
    return this.store(chat, visitor, 'profile', bytes, this.clock.now());
  }

  /** What arrived at the visitor's, or was seen there, up to a place in the thread. */
  async heard(chat: OpenChat, visitor: Visitor, outcome: 'delivered' | 'read', seq: number): Promise<void> {
    const replies = await this.threads.unheard(this.threadOf(chat, visitor), outcome, seq);
    if (replies.length === 0) return;
    const body: LivechatReceipts = {
      receipts: replies.map(({ externalId }) => ({ externalId, outcome })),
    };
    await this.store(chat, visitor, 'receipts', Buffer.from(JSON.stringify(body)), this.clock.now());
  }

  typing({ channel }: OpenChat, { person }: Visitor, typing: boolean): Promise<void> {
    return this.ledger.typing(channel, {
      account: channel.account,
      conversationExternalId: person,
      identity: { namespace: visitorNamespace(channel.account), externalId: person },
      typing,
    });
  }

  private store(
    chat: OpenChat,
    { person, signed, name, email }: Visitor,
    what: LivechatMeta['what'],
    body: Buffer,
    at: Date,
  ): Promise<void> {
    const meta: LivechatMeta = { what, person, signed, name, email, at: at.toISOString() };
    return this.ledger.store(chat, { body, meta, receivedAt: at });
  }

  private async requireFiles(chat: OpenChat, ids: readonly string[], externalId: string): Promise<void> {
    if (ids.length === 0) return;
    const loose = new Set(await this.files.loose({ id: chat.id, brandId: chat.channel.brandId }, ids));
    const issues = ids.flatMap((id, index) =>
      loose.has(id) ? [] : [{ path: ['uploadIds', index], message: 'this file is not here (any more)' }],
    );
    // The message itself may have taken them meanwhile.
    if (issues.length === 0 || (await this.threads.has(chat.channel, externalId))) return;
    throw new AppError('invalid_request', 'Bring these files again.', { issues });
  }

  private async inLine<T>(key: string, work: (key: string) => Promise<T>): Promise<T> {
    const turn = (this.lines.get(key) ?? Promise.resolve()).then(() => work(key));
    const settled = turn.catch(() => undefined);
    this.lines.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.lines.get(key) === settled) this.lines.delete(key);
    }
  }

  /** @throws AppError unavailable */
  private async arrived({ channel }: OpenChat, { person }: Visitor): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    // What waits for longer is in trouble, and is not to keep anybody out.
    const since = new Date(this.clock.nowMs() - TROUBLED_MS);
    while (await this.ledger.isUnderWay(channel, { person }, since)) {
      if (performance.now() >= until)
        throw new AppError('unavailable', 'What was said before is still on its way. Try again soon.');
      await pause(LOOKS_AGAIN_MS);
    }
  }

  /** Workers take deliveries side by side: the next one is handed to them when this one is in its place. */
  private async settled(chat: OpenChat, { externalId, since }: Last): Promise<void> {
    const until = since + PATIENCE_MS;
    while (performance.now() < until && !(await this.threads.has(chat.channel, externalId)))
      await pause(LOOKS_AGAIN_MS);
  }
}
