import { setTimeout as pause } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { loggerFor } from '../../../platform/logging/logger.js';
import { closeImap } from '../connection/imap.client.js';

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** A connection that lived so long was a good one. */
const GOOD_MS = 5 * 60_000;
/** A server that ends IDLE at once is not to be asked again at once. */
const AGAIN_MS = 1_000;

const log = loggerFor('email');

/**
 * Listens to one folder on a connection of its own until `signal` aborts: IDLE tells of the selected folder only
 * (RFC 2177). It reads nothing, it only calls `changed` when there may be something. Where the server allows no
 * further connection, the folder is looked at every so often all the same. Never throws.
 */
export async function watchFolder(
  path: string,
  watch: { open: () => Promise<ImapFlow>; signal: AbortSignal; changed: () => void; channelId: string },
): Promise<void> {
  const { signal } = watch;
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const begun = performance.now();
    let idles = true;
    try {
      idles = await listen(path, watch);
    } catch (error) {
      if (signal.aborted) return;
      log.info({ err: error, channelId: watch.channelId, folder: path }, 'a folder is not listened to');
    }
    if (!idles) return;
    if (performance.now() - begun > GOOD_MS) waitMs = FIRST_WAIT_MS;
    await pause(waitMs, undefined, { signal }).catch(() => {});
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
  }
}

/** One connection's life. @returns false when the server offers IDLE and refuses it */
async function listen(
  path: string,
  { open, signal, changed }: { open: () => Promise<ImapFlow>; signal: AbortSignal; changed: () => void },
): Promise<boolean> {
  const client = await open();
  try {
    await client.mailboxOpen(path, { readOnly: true });
    client.on('exists', changed);
    // Nobody was listening until now.
    changed();
    while (client.usable && !signal.aborted) {
      if ((await client.idle()) === false && client.usable) return false;
      await pause(AGAIN_MS, undefined, { signal }).catch(() => {});
    }
    return true;
  } finally {
    await closeImap(client);
  }
}
