import type { Page } from 'playwright-core';

/** What a page felt like since the last time it was asked. All times in ms. */
export interface Felt {
  /** From an event to the next paint, one per interaction (Event Timing API, in steps of 8 ms); none below 16. */
  interactions: number[];
  /** Tasks that kept the page from answering for more than 50 ms. */
  longTasks: number[];
  /** Gaps between frames. */
  frames: number[];
  /** Cumulative layout shift, without what follows an input within half a second, as browsers define it. */
  shift: number;
}

/** Runs in the page, before anything else does; the bench has no types of browsers. */
const RECORDER = `(() => {
  const felt = { events: [], longTasks: [], frames: [], shift: 0 };
  const watch = (type, take, options) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  watch('event', ({ interactionId, duration }) => felt.events.push([interactionId, duration]), { durationThreshold: 16 });
  watch('longtask', ({ duration }) => felt.longTasks.push(duration));
  watch('layout-shift', ({ value, hadRecentInput }) => { if (!hadRecentInput) felt.shift += value; });
  let last = 0;
  const frame = (now) => {
    if (last > 0) felt.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.takeFelt = () => {
    const slowest = new Map();
    for (const [id, duration] of felt.events) if (id > 0) slowest.set(id, Math.max(slowest.get(id) ?? 0, duration));
    const taken = { interactions: [...slowest.values()], longTasks: felt.longTasks, frames: felt.frames, shift: felt.shift };
    Object.assign(felt, { events: [], longTasks: [], frames: [], shift: 0 });
    return taken;
  };
})()`;

export async function record(page: Page): Promise<void> {
  await page.addInitScript(RECORDER);
}

/** What was felt since the last call; the browser reports with a little delay. */
export async function felt(page: Page): Promise<Felt> {
  await page.waitForTimeout(300);
  return (await page.evaluate('window.takeFelt()')) as Felt;
}
