import { describe, expect, it } from '@jest/globals';
import type { PollSession } from './connector.js';
import { Nudges } from './nudges.js';

/** Long enough that a test which waits for it fails. */
const LONG_MS = 3_600_000;

function session() {
  const abort = new AbortController();
  let told = () => {};
  const onNudge = (look: () => void) => {
    told = look;
  };
  return {
    session: { signal: abort.signal, onNudge } as unknown as PollSession,
    nudge: () => told(),
    end: () => abort.abort(),
  };
}

describe('nudges', () => {
  it('end the wait', async () => {
    const { session: one, nudge, end } = session();
    const waited = new Nudges(one).within(LONG_MS);
    nudge();
    expect(await waited).toBe(true);
    end();
  });

  it('that come between two waits are not forgotten, and count once', async () => {
    const { session: one, nudge, end } = session();
    const nudges = new Nudges(one);
    expect(await nudges.within(1)).toBe(false);
    nudge();
    expect(await nudges.within(LONG_MS)).toBe(true);
    expect(await nudges.within(1)).toBe(false);
    end();
  });

  it('are waited for no longer than the session lasts', async () => {
    const { session: one, end } = session();
    const nudges = new Nudges(one);
    const waited = nudges.within(LONG_MS);
    end();
    await waited;
    await nudges.within(LONG_MS);
  });
});
