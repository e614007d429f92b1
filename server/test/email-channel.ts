import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type {
  ConnectedChannel,
  PolledDelivery,
  PollSession,
  SendContext,
  Settings,
  StoredDelivery,
} from '../src/channels/core/connector.js';
import type { OutboundMessage } from '../src/channels/core/outbound-message.js';
import { MailboxAccess } from '../src/channels/email/connection/mailbox-access.js';
import { OAuthClient } from '../src/channels/email/connection/oauth.client.js';
import { emailManifest } from '../src/channels/email/email.manifest.js';
import { OwnMessageIds } from '../src/channels/email/own-message-ids.js';
import { loadEnv } from '../src/platform/config/env.js';
import { SecretBox } from '../src/platform/crypto/secret-box.js';
import { AddressGuard, type Resolver } from '../src/platform/outbound-http/address-guard.js';
import { AddressPolicy } from '../src/platform/outbound-http/address-policy.js';
import { OutboundHttp } from '../src/platform/outbound-http/outbound-http.js';
import { HeardTells } from './channel-tells.js';

export const ADDRESS = 'anna@example.test';
export const PASSWORD = 'secret';

/** The parts of the email kind as its module puts them together, allowed to speak to this machine. */
export function emailParts(resolver?: Resolver) {
  const guard = new AddressGuard(new AddressPolicy(['127.0.0.0/8']), resolver);
  const oauth = new OAuthClient(loadEnv({}), new OutboundHttp(guard));
  return {
    guard,
    oauth,
    access: new MailboxAccess(guard, oauth),
    ids: new OwnMessageIds(new SecretBox('a secret for tests only')),
  };
}

/** Settings of a mailbox on servers of this machine. */
export function mailboxSettings(
  servers: { imapPort?: number; smtpPort?: number },
  more: Settings = {},
): Settings {
  return {
    address: ADDRESS,
    imapHost: '127.0.0.1',
    imapPort: servers.imapPort ?? 1,
    imapSecurity: 'none',
    smtpHost: '127.0.0.1',
    smtpPort: servers.smtpPort ?? 1,
    smtpSecurity: 'none',
    ...more,
  };
}

export function anEmailChannel(parts: Partial<ConnectedChannel> = {}): ConnectedChannel {
  return {
    id: randomUUID(),
    brandId: randomUUID(),
    kind: 'email',
    name: 'Support',
    account: ADDRESS,
    settings: mailboxSettings({}),
    secrets: { password: PASSWORD },
    limits: emailManifest.limits,
    connectedAt: new Date('2024-05-01T00:00:00Z'),
    ...parts,
  };
}

export function anOutboundMessage(parts: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: randomUUID(),
    clientId: 'client-1',
    brand: { id: randomUUID(), name: 'Example Ltd', signature: '', locale: 'en' },
    member: { id: randomUUID(), name: 'Anna Schmidt', signature: '' },
    conversation: { id: randomUUID(), externalId: null, medium: 'email', subject: 'A question', post: null },
    visibility: 'private',
    text: 'Here is the answer.',
    html: null,
    attachments: [],
    inReplyTo: null,
    newest: null,
    threadReferences: [],
    recipients: [],
    mail: { to: ['ben@example.test'], cc: [], bcc: [], subject: 'A question' },
    forward: false,
    createdAt: new Date('2024-05-04T10:00:00Z'),
    prepared: { messageId: '<prepared@example.test>', date: '2024-05-04T10:00:00.000Z' },
    ...parts,
  };
}

/** What a send may use, with credentials kept in memory. */
export function sendContext(channel: ConnectedChannel, signal = new AbortController().signal): SendContext {
  return {
    signal,
    timeoutMs: 95_000,
    saveSecrets: async () => {},
    renewSecrets: renewalIn(channel),
    tell: new HeardTells(),
    webhookLog: { open: async () => '', close: async () => {} },
  };
}

/** Renewal as the channels domain does it, for one process: the new pair is kept before it is used. */
function renewalIn(channel: ConnectedChannel): SendContext['renewSecrets'] {
  return async (seen, renew) => {
    if (JSON.stringify(channel.secrets) !== JSON.stringify(seen)) return channel.secrets;
    const { secrets } = await renew(channel.secrets);
    channel.secrets = secrets;
    return secrets;
  };
}

/** A mail as the ledger hands it to `parse`; attachments are kept by their key. */
export function aDelivery(
  channel: ConnectedChannel,
  raw: Uint8Array | string,
  meta: Record<string, unknown> = {},
): StoredDelivery & { stored: Map<string, Buffer> } {
  const bytes = Buffer.from(raw);
  const stored = new Map<string, Buffer>();
  return {
    id: randomUUID(),
    channel,
    headers: {},
    meta: { folder: 'INBOX', uid: 1, internalDate: '2024-05-04T10:00:00.000Z', sent: false, ...meta },
    receivedAt: new Date('2024-05-04T10:00:01Z'),
    body: async () => bytes,
    open: async () => Readable.from([bytes]),
    store: async (content) => {
      const whole = await buffer(Readable.from(content));
      const key = `${channel.brandId}/${createHash('sha256').update(whole).digest('hex')}`;
      stored.set(key, whole);
      return { key, size: whole.length };
    },
    bodyKey: 'raw-key',
    stored,
  };
}

/** A poll session in memory; it forgets nothing between two runs of a poller. */
export class MemoryPollSession implements PollSession {
  readonly cursors = new Map<string, unknown>();
  readonly deliveries: PolledDelivery[] = [];
  /** How many deliveries each `accept` brought. */
  readonly batches: number[] = [];
  /** What was stored, by key; only the first bytes of each are kept. */
  readonly stored = new Map<string, { size: number; head: string }>();
  readonly progress: { done: number; total: number | null; finished: boolean }[] = [];
  caughtUpTimes = 0;
  readonly tell = new HeardTells();
  degradedBy: { code: string; message: string } | null = null;
  plan: { since: Date; queueSince: Date | null; done: number } | null = null;
  /** Called before each delivery is stored. */
  beforeStore: () => Promise<void> | void = () => {};
  #stop = new AbortController();
  #nudge: () => void = () => {};

  constructor(readonly channel: ConnectedChannel) {}

  get signal(): AbortSignal {
    return this.#stop.signal;
  }
  readonly renewSecrets: PollSession['renewSecrets'] = async (seen, renew) =>
    renewalIn(this.channel)(seen, renew);

  /** Ends the run under way; the next one starts where this one stood. */
  stop(): void {
    this.#stop.abort();
  }
  /** After `stop`, for another run. */
  restart(): void {
    this.#stop = new AbortController();
  }
  look(): void {
    this.#nudge();
  }

  async cursor<T>(name: string): Promise<T | null> {
    return structuredClone((this.cursors.get(name) as T | undefined) ?? null);
  }
  async accept(deliveries: PolledDelivery[], cursors: Record<string, unknown>): Promise<void> {
    if (this.signal.aborted) throw new Error('the lease is lost');
    this.deliveries.push(...deliveries);
    if (deliveries.length > 0) this.batches.push(deliveries.length);
    for (const [name, value] of Object.entries(cursors)) {
      if (value === null) this.cursors.delete(name);
      else this.cursors.set(name, structuredClone(value));
    }
  }
  async store(content: AsyncIterable<Uint8Array>): Promise<{ key: string; size: number; hash: string }> {
    await this.beforeStore();
    const hash = createHash('sha256');
    let size = 0;
    let head = '';
    for await (const chunk of content) {
      hash.update(chunk);
      if (head.length < 2_000) head += Buffer.from(chunk.subarray(0, 2_000)).toString('latin1');
      size += chunk.length;
    }
    const digest = hash.digest('hex');
    this.stored.set(digest, { size, head });
    return { key: digest, size, hash: digest };
  }
  async caughtUp(): Promise<void> {
    this.caughtUpTimes += 1;
  }
  async backfill(): Promise<typeof this.plan> {
    return this.plan;
  }
  async backfillProgress(progress: { done: number; total: number | null; finished: boolean }): Promise<void> {
    this.progress.push(progress);
    if (this.plan !== null) this.plan = progress.finished ? null : { ...this.plan, done: progress.done };
  }
  async saveSecrets(secrets: Record<string, Settings[string]>): Promise<void> {
    this.channel.secrets = secrets;
  }
  onNudge(look: () => void): void {
    this.#nudge = look;
  }
  async degraded(reason: { code: string; message: string } | null): Promise<void> {
    this.degradedBy = reason;
  }

  /** Subjects of what was delivered, in order. */
  get subjects(): string[] {
    return this.deliveries.map(({ bodyKey }) => {
      const { head } = this.stored.get(bodyKey ?? '') ?? { head: '' };
      return /^subject: (.*?)\r?$/im.exec(head)?.[1] ?? '';
    });
  }
}
