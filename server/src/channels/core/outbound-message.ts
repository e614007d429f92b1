import type { Readable } from 'node:stream';
import type { Medium } from '@parley/shared/brands.js';
import type { InboundMail } from './inbound-event.js';

export interface OutboundAttachment {
  id: string;
  filename: string;
  contentType: string;
  /** Bytes. */
  size: number;
  contentId: string | null;
  open(): Promise<Readable>;
}

/** The message a reply stands under or quotes. */
export interface QuotedMessage {
  id: string;
  externalId: string | null;
  direction: 'in' | 'out';
  /** Ids under which it is known, best first (a mail's Message-ID with its angle brackets). */
  references: string[];
  authorName: string;
  at: Date;
  text: string;
  html: string | null;
  mail: InboundMail | null;
  visibility: 'public' | 'private';
  /** What its event brought along (`MessageEvent.details`); null for ours. */
  details: Record<string, unknown> | null;
}

/** Whom mail goes to, as the composer shows it. */
export interface MailEnvelope {
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
}

/** A reply on its way out, with everything a connector may need; assembled anew for every try. */
export interface OutboundMessage {
  id: string;
  clientId: string;
  brand: { id: string; name: string; signature: string; locale: string };
  member: { id: string; name: string; signature: string };
  conversation: {
    id: string;
    externalId: string | null;
    medium: Medium;
    subject: string | null;
    /** What the comments stand under. */
    post: { externalId: string; url: string | null } | null;
  };
  visibility: 'public' | 'private';
  text: string;
  /** The same formatted (`cleanFormatted`), where the writer did and the channel has it; `text` says it all as well. */
  html: string | null;
  attachments: OutboundAttachment[];
  /** The message it answers; null when we speak first. */
  inReplyTo: QuotedMessage | null;
  /** The newest message of a person in the conversation: what a reply that answers none goes on from. */
  newest: QuotedMessage | null;
  /** The thread so far, oldest first: references of all its messages (bounded to the last 50). */
  threadReferences: string[];
  /** Those it is for. */
  recipients: { namespace: string; externalId: string; name: string | null }[];
  mail: MailEnvelope | null;
  forward: boolean;
  createdAt: Date;
  /** What `prepare` returned, stored before the first try; the same on every later one. */
  prepared: Record<string, unknown> | null;
}

export interface SendReceipt {
  /** The platform's id, null where it gives none. */
  externalId: string | null;
  /** The platform's time of acceptance; ours where it gives none. */
  at: Date | null;
  /** Further ids under which the platform or others will refer to it. */
  references?: string[];
  /**
   * Kept in `message.outgoing` beside what was prepared. `refused`: recipients it was not taken for, while it was for
   * others; shown beside the reply.
   */
  details?: Record<string, unknown> & { refused?: { address: string; reason: string }[] };
}

export type LookupResult = { found: true; receipt: SendReceipt } | { found: false; certain: boolean };
