import type { Capability, ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { ModerationState } from '@parley/shared/moderation.js';
import { ChannelError } from '../../src/channels/core/channel-error.js';
import type { Connector, FetchesPost, Moderates, Sends, Threads } from '../../src/channels/core/connector.js';
import type { InboundPost } from '../../src/channels/core/inbound-event.js';
import type { LookupResult, OutboundMessage, SendReceipt } from '../../src/channels/core/outbound-message.js';

const MODERATION = new Set<Capability>([
  'likes',
  'hides',
  'approves',
  'marks_spam',
  'trashes',
  'deletes',
  'deletes_own',
]);

/** What the platform does with the next try: answers, refuses, or goes silent before or after it has taken it. */
export type Behaviour =
  | { kind: 'accept'; receipt?: Partial<SendReceipt>; meanwhile?: () => Promise<void> }
  /** Takes it, and the answer is lost. */
  | { kind: 'drop-after-accept'; error?: unknown }
  /** Never comes: the line is cut first. */
  | { kind: 'drop-before-accept' }
  | { kind: 'error'; error: unknown };

/**
 * A platform that counts what it received and takes nothing twice: a repeat of what it has taken is an offence it
 * remembers, whatever it answers.
 */
export class StrictPlatform {
  readonly kind = 'strict';
  /** Everything taken, in order: what a person would see. */
  readonly taken: { id: string; text: string; message: OutboundMessage }[] = [];
  /** Every try that reached it. */
  readonly tries: string[] = [];
  /** Ids taken and sent again. */
  readonly repeated: string[] = [];
  readonly copies: string[] = [];
  readonly mails: { id: string; to: string; subject: string; text: string; html: string }[] = [];
  /** What the next mails of the house meet instead of being taken. */
  mailErrors: unknown[] = [];
  readonly lookedUp: string[] = [];
  /** Answers to the next tries; when there are none left it accepts. */
  script: Behaviour[] = [];
  /** How long a try may take for so many bytes. */
  patience: (bytes: number) => number = () => 2_000;
  /** What was asked to be done with messages, in order (`hide ext-1`). */
  readonly asked: string[] = [];
  /** Answers to the next of these; when there are none left it simply does it. */
  moderationScript: (Error | { state?: ModerationState; likes?: number } | (() => Promise<never>))[] = [];
  /** What is in the posts people comment on; an error is what asking for it meets. */
  readonly posts = new Map<string, InboundPost | Error>();
  readonly fetched: string[] = [];
  lookupAnswer: ((message: OutboundMessage) => LookupResult) | undefined;
  manifest: ChannelManifest;

  constructor(given: { capabilities?: Capability[]; change?: Partial<ChannelManifest> } = {}) {
    const text = { en: 'Strict', de: 'Strict' };
    this.manifest = {
      kind: this.kind,
      name: text,
      summary: text,
      icon: 'globe',
      media: ['dm', 'comment'],
      capabilities: given.capabilities ?? [
        ...(['sends', 'replies_publicly', 'attachments', 'starts_conversations'] as const),
        ...(['sends_system_mail'] as const),
      ],
      limits: {
        textLength: 1_000,
        attachments: 3,
        attachmentBytes: 1_000,
        totalBytes: 2_000,
        attachmentTypes: null,
      },
      replyWindowMs: null,
      settings: [],
      ...given.change,
    };
  }

  /** As the registry takes it. */
  get connector(): Connector {
    const platform = this;
    return {
      get manifest() {
        return platform.manifest;
      },
      connects: { identify: async (settings) => ({ account: 'strict', settings }) },
      sends: this.sends,
      get moderates() {
        return platform.manifest.capabilities.some((one) => MODERATION.has(one))
          ? platform.moderates
          : undefined;
      },
      get posts() {
        return platform.posts.size > 0 ? platform.fetchesPost : undefined;
      },
      get threads() {
        return platform.manifest.capabilities.includes('recipients') ? platform.threads : undefined;
      },
    } as Connector;
  }

  private readonly moderates: Moderates = {
    timeoutMs: 2_000,
    moderate: async (_channel, message, action) => {
      this.asked.push(`${action} ${message.externalId}`);
      const next = this.moderationScript.shift();
      if (next instanceof Error) throw next;
      return typeof next === 'function' ? next() : (next ?? {});
    },
  };

  private readonly fetchesPost: FetchesPost = {
    fetchPost: async (_channel, externalId) => {
      this.fetched.push(externalId);
      const found = this.posts.get(externalId);
      if (found === undefined) throw ChannelError.rejected('no_post', 'There is no such post.');
      if (found instanceof Error) throw found;
      return found;
    },
  };

  private readonly sends: Sends = {
    timeoutMs: 2_000,
    timeoutFor: (bytes) => this.patience(bytes),
    prepare: (_channel, message) => ({
      prepared: { key: `key-${message.id}` },
      references: [`ref-${message.id}`],
    }),
    format: (_channel, message) => {
      if (message.text.includes('[unsayable]')) {
        throw ChannelError.rejected('unsayable', 'This cannot be said here.', 'Say it in other words.');
      }
      return { text: message.text };
    },
    send: (_channel, _formatted, message) => this.send(message),
    lookup: async (_channel, message) => {
      this.lookedUp.push(message.id);
      if (this.lookupAnswer !== undefined) return this.lookupAnswer(message);
      const found = this.taken.some(({ id }) => id === message.id);
      return found
        ? { found, receipt: { externalId: `ext-${message.id}`, at: null } }
        : { found, certain: true };
    },
    afterSent: async (_channel, _formatted, message) => {
      this.copies.push(message.id);
    },
    sendSystemMail: async (_channel, mail) => {
      if (this.mailErrors.length > 0) throw this.mailErrors.shift();
      this.mails.push(mail);
    },
  };

  private readonly threads: Threads = {
    candidateReferences: () => [],
    decideThread: () => ({ kind: 'new', linkedTo: null, reason: 'strict' }),
    replyRecipients: (_channel, { mail }) => ({
      to: mail?.from ?? [],
      cc: [],
      allTo: mail?.from ?? [],
      allCc: mail?.cc ?? [],
    }),
    identityOf: (address) =>
      /^[^@\s]+@[^@\s]+$/.test(address)
        ? { namespace: 'email', externalId: address.toLowerCase(), handle: address }
        : null,
  };

  private async send(message: OutboundMessage): Promise<SendReceipt> {
    this.tries.push(message.id);
    const behaviour = this.script.shift() ?? { kind: 'accept' as const };
    switch (behaviour.kind) {
      case 'error':
        throw behaviour.error;
      case 'drop-before-accept':
        throw ChannelError.ambiguous('The connection broke off.');
      case 'drop-after-accept':
        this.take(message);
        throw behaviour.error ?? ChannelError.ambiguous('The connection broke off.');
      case 'accept':
        this.take(message);
        await behaviour.meanwhile?.();
        return { externalId: `ext-${message.id}`, at: null, ...behaviour.receipt };
    }
  }

  private take(message: OutboundMessage): void {
    if (message.prepared?.key !== `key-${message.id}`) throw new Error('sent without what was prepared');
    if (this.taken.some(({ id }) => id === message.id)) {
      this.repeated.push(message.id);
      return;
    }
    this.taken.push({ id: message.id, text: message.text, message });
  }
}
