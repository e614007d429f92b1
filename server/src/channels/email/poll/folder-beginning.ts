import type { ImapFlow } from 'imapflow';
import { type FolderCursor, folderCursorName } from './folder-cursor.js';
import type { FolderPlace } from './folder-places.js';

/**
 * Where these folders end now: what lies in them is history, and whatever gets a UID from here on is not, whichever
 * way the server's clock is wrong. UIDs only ever grow (RFC 9051, section 2.3.1.1).
 * @returns cursors by name; folders of which the server does not tell are left out
 */
export async function beginFolders(
  client: ImapFlow,
  places: readonly FolderPlace[],
  now: Date,
): Promise<Record<string, FolderCursor>> {
  const cursors: Record<string, FolderCursor> = {};
  for (const { path } of places) {
    const status = await client.status(path, { uidNext: true, uidValidity: true });
    if (!status || status.uidValidity === undefined || !status.uidNext) continue;
    cursors[folderCursorName(path)] = {
      uidValidity: String(status.uidValidity),
      lastUid: status.uidNext - 1,
      born: status.uidNext,
      since: now.toISOString(),
      seenAt: now.toISOString(),
      startedAt: now.toISOString(),
      historyBelow: status.uidNext,
    };
  }
  return cursors;
}
