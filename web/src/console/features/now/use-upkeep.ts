import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { readStored, writeStored } from '../../../lib/stored.js';
import { lookForUpdate, useFreshVersion } from '../../data/installed.js';
import { keys } from '../../data/keys.js';
import { useLive } from '../../realtime/live.js';

const LOOK_EVERY_MS = 3_600_000;
/** While two builds answer in turn, a page that follows every change would do nothing else. */
const RELOAD_AT_MOST_EVERY_MS = 600_000;

/**
 * Keeps a screen going that nobody stands before, for weeks: its session is prolonged (a connection alone does not renew
 * the cookie) and its end noticed, and a newer build is taken over without being asked, also where no service worker can
 * tell of one.
 */
export function useUpkeep(): void {
  const client = useQueryClient();
  const { state } = useLive();
  const fresh = useFreshVersion();
  useEffect(() => {
    if (fresh && mayReload()) fresh();
  }, [fresh]);
  useEffect(() => {
    if (state !== 'online') return;
    const look = async () => {
      lookForUpdate();
      if ((await isOutdated()) && mayReload()) window.location.reload();
    };
    // It may have been away to be replaced by a newer one.
    void look();
    const timer = window.setInterval(() => {
      void client.invalidateQueries({ queryKey: keys.session });
      void look();
    }, LOOK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [state, client]);
}

function mayReload(): boolean {
  if (Date.now() - readStored('reloaded-at', 0) < RELOAD_AT_MOST_EVERY_MS) return false;
  writeStored('reloaded-at', Date.now());
  return true;
}

/** Whether the server gives out a page that begins with another file than this one did. */
async function isOutdated(): Promise<boolean> {
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  if (!entry) return false;
  try {
    const answer = await fetch('/', { cache: 'no-store', credentials: 'omit' });
    const text = await answer.text();
    // Another page than ours (of a proxy, of a network that wants to be paid) says nothing.
    return answer.ok && text.includes('id="root"') && !text.includes(new URL(entry.src).pathname);
  } catch {
    return false;
  }
}
