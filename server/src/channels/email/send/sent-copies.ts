import { buffer } from 'node:stream/consumers';
import type { ImapFlow } from 'imapflow';
import type { MailboxSettings } from '../mailbox.settings.js';
import { findAllMail, findSentFolder, listFolders } from '../sent-folder.js';
import type { ComposedMail } from './compose-mail.format.js';
import { mailBytes } from './mail-bytes.js';

/** Puts a copy into Sent unless it is there. Without such a folder there is nothing to do. */
export async function fileCopy(
  client: ImapFlow,
  mailbox: MailboxSettings,
  mail: ComposedMail,
): Promise<void> {
  const folder = findSentFolder(await listFolders(client), mailbox.sentFolder);
  if (folder === null) return;
  if ((await findInFolder(client, folder, mail.messageId)) !== null) return;
  // imapflow drops flags that the open folder does not take, and one opened for reading takes none.
  await client.mailboxClose();
  // APPEND (RFC 9051, section 6.3.12) announces the size before the first byte, so it has to be whole.
  const raw = await buffer(mailBytes(mail, { keepBcc: true }));
  const done = await client.append(folder, raw, ['\\Seen'], mail.date);
  if (!done) throw new Error('the server did not take the copy');
}

/** Where a mail with this Message-ID lies among what was sent. */
export async function findSent(
  client: ImapFlow,
  mailbox: MailboxSettings,
  messageId: string,
): Promise<{ at: Date | null } | null> {
  const folders = await listFolders(client);
  const places = [findSentFolder(folders, mailbox.sentFolder), findAllMail(folders)];
  for (const folder of places) {
    const found = folder === null ? null : await findInFolder(client, folder, messageId);
    if (found !== null) return found;
  }
  return null;
}

async function findInFolder(
  client: ImapFlow,
  folder: string,
  messageId: string,
): Promise<{ at: Date | null } | null> {
  await client.mailboxOpen(folder, { readOnly: true });
  const uids = await client.search({ header: { 'message-id': messageId } }, { uid: true });
  if (!uids) throw new Error('the server did not answer the search');
  const uid = uids.at(-1);
  if (uid === undefined) return null;
  const found = await client.fetchOne(String(uid), { internalDate: true }, { uid: true });
  const at = found ? new Date(found.internalDate ?? Number.NaN) : null;
  return { at: at === null || Number.isNaN(at.getTime()) ? null : at };
}
