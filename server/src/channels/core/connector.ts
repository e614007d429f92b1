import type { Readable } from 'node:stream';
import type { ChannelLimits, ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { ModerationAction, ModerationState } from '@parley/shared/moderation.js';
import type { IdentityRef, InboundEvent, InboundPost, MessageEvent, TypingSignal } from './inbound-event.js';
import type { LookupResult, OutboundMessage, SendReceipt } from './outbound-message.js';

export type SettingsValue = string | number | boolean | string[] | null;
export type Settings = Record<string, SettingsValue>;

/** A channel as its connector sees it: secrets opened, nothing else of the house. */
export interface ConnectedChannel {
  id: string;
  brandId: string;
  kind: string;
  name: string;
  account: string;
  settings: Settings;
  /** Secret settings and tokens, decrypted. Never log. */
  secrets: Record<string, SettingsValue>;
  /** Those that hold here: the manifest's, and what the instance told (`ChannelTells.limits`). */
  limits: ChannelLimits;
  connectedAt: Date;
  /** Where the platform delivers to and what both sides sign with, newest secret first; null where nobody delivers. */
  endpoint?: { id: string; url: string; secrets: readonly string[] } | null;
}

export interface ChannelCheck {
  /** What was tried (`IMAP`, `SMTP`, `Webhook`). */
  name: string;
  ok: boolean;
  /** Stable, for translation. */
  code: string;
  /** Plain words. */
  message: string;
}

/** Consent in the browser (OAuth 2.0 with PKCE), for kinds with the capability `oauth`. */
export interface Consents {
  /**
   * Where the browser goes; null when these settings sign in some other way. Where clients are made as they are needed (an
   * instance of one's own), the one made here comes along as `secrets`, and reaches `redeem` sealed.
   * @throws ChannelError when no client is set up for it, and none can be
   */
  authorizationUrl(
    settings: Settings,
    secrets: Settings,
    request: { redirectUri: string; state: string; codeChallenge: string },
  ): string | null | Promise<{ url: string; secrets: Settings } | null>;
  /** What to redeem, where the provider answers in words of its own instead of `code`; undefined: nothing was granted. */
  codeOf?(answer: Record<string, string | undefined>): string | undefined;
  /** Trades the code for credentials: all secrets the channel then has. @throws ChannelError */
  redeem(
    settings: Settings,
    secrets: Settings,
    grant: { code: string; codeVerifier: string; redirectUri: string },
  ): Promise<{ secrets: Settings; expiresAt: Date | null }>;
}

export interface Connects {
  consents?: Consents;
  /**
   * The account these settings name: unique per kind, and what events name; null where the platform has none, and
   * the channel's own id takes its place. Also normalises the settings.
   * @throws AppError('invalid_request') naming the fields
   */
  identify(
    settings: Settings,
    secrets: Settings,
  ): Promise<{
    account: string | null;
    settings: Settings;
    /** What this instance allows instead of the manifest's limits. */
    limits?: Partial<ChannelLimits>;
    /** Permissions it lacks, in the platform's words. */
    missingPermissions?: string[];
  }>;
  testConnection?(settings: Settings, secrets: Settings): Promise<ChannelCheck[]>;
  suggestSettings?(
    address: string,
  ): Promise<{ provider: string | null; settings: Settings; notes: string[] }>;
  /**
   * The channel was removed: takes back what the platform was told of us (its webhook). Tried once; the channel is gone
   * whatever comes of it. @throws ChannelError
   */
  disconnect?(settings: Settings, secrets: Settings, signal: AbortSignal): Promise<void>;
}

/** For platforms that name files instead of giving their address (`InboundAttachment.sourceRef`). */
export interface FetchesFiles {
  /**
   * @param limits.maxBytes of the content
   * @throws ChannelError: after `rejected` it is never asked for again, after anything else later
   */
  openFile(
    channel: ConnectedChannel,
    sourceRef: string,
    limits: { maxBytes: number },
  ): Promise<{ content: Readable; contentType?: string }>;
}

/** What came through the door, before anything is stored. */
export interface WebhookRequest {
  method: 'GET' | 'POST';
  /** Lower-case names. */
  headers: Record<string, string>;
  query: Record<string, string>;
  body: Buffer;
}

export type WebhookVerdict =
  /**
   * Verified: store it. Typing signals beside what is stored are passed on at once; `wakes`: it tells of something the
   * poller has to fetch, which is then asked to look right away.
   */
  | { kind: 'accept'; typing?: TypingSignal[]; wakes?: boolean }
  /** Verified and answered at once, nothing to store (a challenge, typing signals). */
  | { kind: 'answer'; status: number; contentType: string; body: string; typing?: TypingSignal[] }
  | {
      kind: 'refuse';
      code: 'invalid_signature' | 'invalid_request' | 'forbidden';
      message: string;
      issues?: { path: (string | number)[]; message: string }[];
    };

/** What a webhook is checked against. */
export interface VerifiedBy {
  id: string;
  /** Newest first: for a day after a rotation the one before it is good too. */
  secrets: readonly string[];
  /** The channel, where the endpoint serves just one. */
  account: string | null;
  now: Date;
}

/** A stored delivery, as parse sees it. */
export interface StoredDelivery {
  id: string;
  /** Null when the endpoint serves many channels. */
  channel: { id: string; account: string; settings: Settings; connectedAt: Date } | null;
  headers: Record<string, string>;
  meta: Record<string, unknown>;
  receivedAt: Date;
  /** All the bytes; for large ones kept in storage prefer `open`. */
  body(): Promise<Buffer>;
  open(): Promise<Readable>;
  /** Puts bytes read from the delivery (a mail's attachments) into the brand's storage. */
  store(content: AsyncIterable<Uint8Array>): Promise<{ key: string; size: number }>;
  /** Storage key of the delivery's own bytes, if they lie there. */
  bodyKey: string | null;
}

export interface Receives {
  /** Checks signature, secret or challenge on the raw bytes. Quick: no I/O. */
  verify?(request: WebhookRequest, endpoint: VerifiedBy): WebhookVerdict;
  /** Bytes in, typed events out; every entry of a batch, unreadable ones included. No network. */
  parse(delivery: StoredDelivery): Promise<InboundEvent[]>;
  /** Which headers of a webhook are worth keeping with the delivery. */
  keptHeaders?: readonly string[];
}

/** One thing a poller found. */
export interface PolledDelivery {
  /** Small bodies; else `bodyKey` of what was streamed to storage. */
  body?: Buffer;
  bodyKey?: string;
  meta: Record<string, unknown>;
}

/** How much of what the platform lets us do is used up. Several are told apart by `name`. */
export interface Quota {
  /** Stable (`requests`, `daily_units`). */
  name: string;
  used: number;
  limit: number;
  /** Null where it runs along. */
  resetsAt: Date | null;
}

/** What a connector noticed about its channel while at work; shown on the channel's page. None of them ever throws. */
export interface ChannelTells {
  /** After any answer that says so: gathered, and written down every few seconds. */
  quota(quota: Quota): void;
  /** Permissions (in the platform's words) without which something here does not work; none clears them. */
  missingPermissions(names: readonly string[]): Promise<void>;
  /** What this instance allows instead of the manifest's limits; what is left out goes by the manifest. */
  limits(own: Partial<ChannelLimits>): Promise<void>;
}

/** A poller's hold on its channel: valid until `signal` aborts (lease lost, shutdown, settings changed). */
export interface PollSession {
  signal: AbortSignal;
  channel: ConnectedChannel;
  cursor<T>(name: string): Promise<T | null>;
  /**
   * Stores deliveries and moves cursors in one transaction, under the lease's epoch.
   * @throws when the lease is lost; nothing is stored then
   */
  accept(deliveries: PolledDelivery[], cursors: Record<string, unknown>): Promise<void>;
  /** Streams bytes to the brand's storage ahead of `accept`. */
  store(content: AsyncIterable<Uint8Array>): Promise<{ key: string; size: number; hash: string }>;
  /** The source has been read to its end now. */
  caughtUp(): Promise<void>;
  /** A backfill asked for by the owner, with what is done of it. */
  backfill(): Promise<{ since: Date; queueSince: Date | null; done: number } | null>;
  backfillProgress(progress: { done: number; total: number | null; finished: boolean }): Promise<void>;
  /** Stores renewed credentials before they are used; under the credential lease. */
  saveSecrets(secrets: Record<string, SettingsValue>, expiresAt: Date | null): Promise<void>;
  renewSecrets: RenewSecrets;
  readonly tell: ChannelTells;
  /**
   * Calls back whenever somebody asks for a look right now (a backfill, "check now"), as long as the session lasts; at once, when
   * somebody had asked before.
   */
  onNudge(look: () => void): void;
  /** Works, but needs attention (shown on the channel's page); null clears it. */
  degraded(reason: { code: string; message: string } | null): Promise<void>;
}

/** A source whose present end is to be noted. */
export interface SourceToBegin {
  settings: Settings;
  secrets: Settings;
  /** Names of the cursors there are. */
  known: readonly string[];
  signal: AbortSignal;
}

export interface Polls {
  /**
   * Where the source ends now, as cursors: what lies before is history, what follows is not, whatever its date. Asked
   * when the channel is connected, and when its settings change; cursors there are stay as they are.
   * @throws ChannelError when that cannot be told now; the poller then has to find out by itself
   */
  begin?(source: SourceToBegin): Promise<Record<string, unknown>>;
  /** Runs until the session's signal aborts; may throw ChannelError, and is started again with backoff. */
  poll(session: PollSession): Promise<void>;
}

/**
 * Renews credentials once, however many processes want to at the same time: under the credential lease, the new ones
 * stored before anybody uses them. Who comes second gets what the first one stored, and `renew` is not called.
 * @param seen the credentials found wanting
 * @returns those to go on with
 */
export type RenewSecrets = (
  seen: Record<string, SettingsValue>,
  renew: (
    current: Record<string, SettingsValue>,
  ) => Promise<{ secrets: Record<string, SettingsValue>; expiresAt: Date | null }>,
) => Promise<Record<string, SettingsValue>>;

/** What a connector may use while sending. */
export interface SendContext {
  signal: AbortSignal;
  /** When `signal` aborts, in ms from the beginning. */
  timeoutMs: number;
  /** See PollSession.saveSecrets. */
  saveSecrets(secrets: Record<string, SettingsValue>, expiresAt: Date | null): Promise<void>;
  renewSecrets: RenewSecrets;
  readonly tell: ChannelTells;
  /** A log of outgoing webhooks, for kinds that have the capability `delivery_log`. */
  webhookLog: WebhookLog;
}

export interface WebhookLog {
  /** Before the first try; the same messageId gives the same row. Returns its id. */
  open(entry: {
    channelId: string;
    brandId: string;
    messageId: string | null;
    webhookId: string;
    event: string;
    url: string;
    body: string;
  }): Promise<string>;
  close(
    id: string,
    outcome: {
      state: 'delivered' | 'failed' | 'unconfirmed' | 'pending';
      status: number | null;
      error: string | null;
    },
  ): Promise<void>;
}

export interface Sends<Formatted = unknown> {
  /** How long one try may take at most, in ms; the send's lease outlasts it. */
  readonly timeoutMs: number;
  /** The same for a reply of so many bytes (words and files), where that makes a difference. */
  timeoutFor?(bytes: number): number;
  /** Fixes what must be the same on every try (ids), before the first. Pure. */
  prepare?(
    channel: ConnectedChannel,
    message: OutboundMessage,
  ): { prepared: Record<string, unknown>; externalId?: string; references?: string[] };
  /** Pure. @throws ChannelError.rejected when the message does not fit the platform */
  format(channel: ConnectedChannel, message: OutboundMessage): Formatted;
  /** @throws ChannelError */
  send(
    channel: ConnectedChannel,
    formatted: Formatted,
    message: OutboundMessage,
    context: SendContext,
  ): Promise<SendReceipt>;
  /** Whether an unconfirmed reply arrived; only reads. */
  lookup?(channel: ConnectedChannel, message: OutboundMessage, context: SendContext): Promise<LookupResult>;
  /** After acceptance is saved: what the sender does on its own side (a copy in Sent). May be repeated. */
  afterSent?(
    channel: ConnectedChannel,
    formatted: Formatted,
    message: OutboundMessage,
    context: SendContext,
  ): Promise<void>;
  /**
   * Posts a logged webhook once more, as it was, under its own id ("send again"); for kinds with a delivery log.
   * @throws ChannelError
   */
  resend?(
    channel: ConnectedChannel,
    webhook: { url: string; webhookId: string; body: string },
    signal: AbortSignal,
  ): Promise<SendReceipt>;
  /**
   * Mail to a person outside a conversation (invitations, resets).
   * @param mail.id known before the first byte leaves, and the same whenever this mail is met again
   */
  sendSystemMail?(
    channel: ConnectedChannel,
    mail: { id: string; to: string; subject: string; text: string; html: string },
    context: SendContext,
  ): Promise<void>;
}

/** A message found by one of the ids an event refers to. */
export interface ThreadCandidate {
  reference: string;
  messageId: string;
  conversationId: string;
  subject: string | null;
  /** External ids of everyone in the conversation so far. */
  participants: string[];
  direction: 'in' | 'out';
  /** The message bears this id, or names it as one it refers to (its parent came later than it did). */
  relation: 'bears' | 'names';
}

export type ThreadDecision =
  | { kind: 'join'; conversationId: string; replyToId: string | null }
  | { kind: 'new'; linkedTo: string | null; reason: string };

/** For kinds whose threads are found by references. Pure. */
export interface Threads {
  /** Ids to look up, best first. */
  candidateReferences(event: MessageEvent): string[];
  decideThread(
    channel: { id: string; account: string; settings: Settings },
    event: MessageEvent,
    candidates: ThreadCandidate[],
  ): ThreadDecision;
  /** Whom a reply, and a reply to all, would go to. */
  replyRecipients(
    channel: { settings: Settings; account: string },
    message: { mail: MessageEvent['mail']; direction: 'in' | 'out' },
  ): { to: string[]; cc: string[]; allTo: string[]; allCc: string[] };
  /** The identity behind an address a member typed. */
  identityOf(address: string): IdentityRef | null;
}

/** For platforms that show their people that somebody writes to them (capability `shows_typing`). */
export interface ShowsTyping {
  /** How long the platform shows it, in ms: it is said again when that is over, as long as somebody writes. */
  readonly lastsMs: number;
  /** Tried once; whatever it throws is let go. @param thread the platform's id of the conversation */
  showTyping(channel: ConnectedChannel, thread: string, signal: AbortSignal): Promise<void>;
}

/** The message that is liked, hidden, approved … */
export interface ModeratedMessage {
  id: string;
  externalId: string;
  direction: 'in' | 'out';
  visibility: 'public' | 'private';
  conversation: { externalId: string | null };
  post: { externalId: string } | null;
  /** What its event brought along (`MessageEvent.details`). */
  details: Record<string, unknown> | null;
  /** As it stands before the action, as far as we know. */
  state: ModerationState;
}

/** For platforms whose comments can be liked, hidden, approved, thrown away … (capabilities `likes`, `hides`, …). */
export interface Moderates {
  /** How long one try may take at most, in ms. */
  readonly timeoutMs: number;
  /**
   * Brings the message into the state the action leads to. It is tried again after `retryable`, `rate_limited` and
   * `ambiguous`: what is so already is success and not an error.
   * @returns how it stands now, as far as the platform's answer tells; what is left out is as the action means it
   * @throws ChannelError
   */
  moderate(
    channel: ConnectedChannel,
    message: ModeratedMessage,
    action: ModerationAction,
    context: SendContext,
  ): Promise<{ state?: ModerationState; likes?: number }>;
}

/** For platforms that name the post of a comment without telling what is in it. */
export interface FetchesPost {
  /**
   * Asked once for every post we hear of, by a later job.
   * @throws ChannelError: after `rejected` it is never asked for again, after anything else later
   */
  fetchPost(channel: ConnectedChannel, externalId: string, signal: AbortSignal): Promise<InboundPost>;
}

/** One channel kind: a manifest, and the interfaces it has. */
export interface Connector {
  readonly manifest: ChannelManifest;
  readonly connects: Connects;
  readonly receives?: Receives;
  readonly polls?: Polls;
  readonly sends?: Sends;
  readonly threads?: Threads;
  readonly files?: FetchesFiles;
  readonly typing?: ShowsTyping;
  readonly moderates?: Moderates;
  readonly posts?: FetchesPost;
}
