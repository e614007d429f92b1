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
