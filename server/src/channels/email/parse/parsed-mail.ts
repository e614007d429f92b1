/** One mailbox as written in a header. `address` is lower-cased in its domain only; empty when none was given. */
export interface MailAddress {
  name: string;
  address: string;
  /** RFC 5322 group the address stood in, if any. */
  group?: string;
}

/** A part handed out as an attachment. Its bytes went to the sink, never into memory as a whole. */
export interface MailAttachment {
  /** Position among the mail's attachments, from 0. */
  index: number;
  /** Decoded file name (RFC 2047, RFC 2231); a made-up one with a fitting extension where the mail gave none. */
  filename: string;
  /** Lower-case media type without parameters. */
  contentType: string;
  /** Shown inside the HTML part through `cid:`. */
  inline: boolean;
  /** Content-ID without angle brackets. */
  contentId: string | null;
  /** Decoded size in bytes. */
  size: number;
  /** Whatever the sink returned for these bytes (a storage key, a hash). */
  stored: unknown;
}

/** A calendar invitation (RFC 5545, RFC 6047). */
export interface MailInvitation {
  method: string;
  summary: string;
  /** ISO 8601, or null where the calendar part gives none that can be read. */
  start: string | null;
  end: string | null;
  allDay: boolean;
  location: string | null;
  organizer: MailAddress | null;
  uid: string | null;
}

/** A machine-readable part of a report or an enclosed message (RFC 3462, RFC 3464, RFC 5965, RFC 8098). */
export interface MailReportPart {
  /** `message/delivery-status`, `message/rfc822`, `text/rfc822-headers`, `message/disposition-notification`, … */
  contentType: string;
  /** Decoded text, cut at 64 KiB. */
  text: string;
}

export interface MailHeader {
  /** Lower-case field name. */
  name: string;
  /** Unfolded value, raw bytes decoded as UTF-8 or else by the best guess of charset, encoded words decoded. */
  value: string;
  /** Unfolded value before encoded words are decoded. */
  raw: string;
}

/** What a mail says, once read. Pure data; nothing in it is trusted. */
export interface ParsedMail {
  /** All header fields in order. */
  headers: MailHeader[];
  /** With angle brackets, exactly as given apart from white space; null when missing or empty. */
  messageId: string | null;
  inReplyTo: string[];
  /** Ids in order, without doubles. */
  references: string[];
  from: MailAddress[];
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  subject: string;
  /** The Date header, for display only: it belongs to the sender. */
  date: Date | null;
  /** The plain text as sent, or null when there was only HTML. */
  text: string | null;
  /** The HTML as sent (hostile!), or null. */
  html: string | null;
  attachments: MailAttachment[];
  invitations: MailInvitation[];
  /** Top-level media type, lower case, and its parameters (for `multipart/report; report-type=…`). */
  contentType: string;
  contentTypeParams: Record<string, string>;
  reportParts: MailReportPart[];
  /** What was wrong with it and how it was read all the same; codes, for the log and the tests. */
  faults: string[];
}

/** Takes an attachment's decoded bytes while the mail is being read; resolves to what `stored` shall hold. */
export type AttachmentSink = (
  meta: { filename: string; contentType: string },
  content: AsyncIterable<Uint8Array>,
) => Promise<{ size: number; stored: unknown }>;
