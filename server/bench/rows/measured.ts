import type { RowResult } from '../figures.js';
import { loadNow } from '../machine-facts.js';

/** Notes the load of the machine around a measurement. */
export async function measured(work: () => Promise<Omit<RowResult, 'load'>>): Promise<RowResult> {
  const before = loadNow();
  const result = await work();
  return { ...result, load: [before, loadNow()] };
}

export const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en')}/s`;
export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** Something still missing after so long without any news is lost. */
const SILENCE_MS = 20_000;

/** Waits until nothing is missing, or nothing more comes. @returns how much is missing then */
export async function untilSilent(missing: () => number): Promise<number> {
  let least = missing();
  let since = performance.now();
  while (least > 0 && performance.now() - since < SILENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = missing();
    if (now < least) since = performance.now();
    least = Math.min(least, now);
  }
  return least;
}
