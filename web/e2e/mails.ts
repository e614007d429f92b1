import type { ApiClient } from '../../server/test/harness/api-client.js';
import type { Dovecot, StoredMail } from '../../server/test/harness/dovecot.js';
import { eventually } from '../../server/test/harness/eventually.js';
import type { Smtp } from '../../server/test/harness/smtp.js';

/** Mails and pages on a busy machine take their time. */
export const PATIENCE = { timeoutMs: 45_000 };

interface MailParts {
  from: string;
  to: string;
  /** Without its angle brackets. */
  id: string;
  subject: string;
  text: string;
  html?: string;
  /** The whole Message-ID. */
  inReplyTo?: string | undefined;
}

/** A mail as a person's program writes it. */
export function aMail({ from, to, id, subject, text, html, inReplyTo }: MailParts): string {
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    ...(inReplyTo ? [`In-Reply-To: ${inReplyTo}`, `References: ${inReplyTo}`] : []),
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    `Content-Type: text/${html === undefined ? 'plain' : 'html'}; charset=utf-8`,
    '',
    ...(html ?? text).split('\n'),
    '',
  ].join('\r\n');
}

export const messageIdOf = (stored: StoredMail | undefined) =>
  /^Message-ID:\s*(<\S+>)/im.exec(stored?.raw.toString() ?? '')?.[1];

/** The only mail in a folder, once it is there. */
export async function onlyMail(dovecot: Dovecot, address: string, folder = 'INBOX'): Promise<StoredMail> {
  const mails = await eventually(
    `a mail in ${folder} of ${address}`,
    async () => {
      const found = await dovecot.mails(address, folder);
      return found.length > 0 && found;
    },
    PATIENCE,
  );
  const [first] = mails;
  if (first === undefined || mails.length > 1)
    throw new Error(`${mails.length} mails in ${folder} of ${address}, not one`);
  return first;
}

/** Settings of a mailbox on these servers. */
export const mailboxAt = (dovecot: Dovecot, smtp: Smtp, address: string, password: string) => ({
  address,
  password,
  imapHost: dovecot.host,
  imapPort: dovecot.port,
  imapSecurity: 'none',
  smtpHost: smtp.host,
  smtpPort: smtp.port,
  smtpSecurity: 'none',
});

export const connectMailbox = (owner: ApiClient, settings: ReturnType<typeof mailboxAt>) =>
  owner.post('/api/v1/channels', { kind: 'email', name: 'Support', settings });
