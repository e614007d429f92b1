import type { ImapFlow } from 'imapflow';
import type { MailboxSettings } from '../mailbox.settings.js';
import { findFolder, findSentFolder, listFolders } from '../sent-folder.js';

export interface FolderPlace {
  path: string;
  /** It holds what we sent. */
  sent: boolean;
}

/** The folders that are read, each once, and the names of those that are not there. */
export async function findPlaces(
  client: ImapFlow,
  mailbox: MailboxSettings,
): Promise<{ places: FolderPlace[]; missing: string[] }> {
  const known = await listFolders(client);
  const sent = findSentFolder(known, mailbox.sentFolder);
  const missing: string[] = [];
  const places = new Map<string, FolderPlace>();
  for (const wanted of mailbox.folders) {
    const path = findFolder(known, wanted);
    if (path === null) missing.push(wanted);
    else places.set(path, { path, sent: path === sent });
  }
  if (sent !== null) places.set(sent, { path: sent, sent: true });
  else if (mailbox.sentFolder !== null) missing.push(mailbox.sentFolder);
  return { places: [...places.values()], missing };
}
