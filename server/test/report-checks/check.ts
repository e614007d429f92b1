import { expect } from '@jest/globals';
import type { RefQuery, RefWorld } from '../reference/reports/ref-world.js';
import type { ComparedLeaves } from './compared-leaves.js';
import type { ReportStory } from './report-story.js';

/** What a check holds against each other: what happened, and what the reports say of it. */
export interface Checked {
  readonly story: ReportStory;
  readonly world: RefWorld;
  /** Notes which figures of the reports were held against something. */
  readonly leaves: ComparedLeaves;
}

/** The query of a report. */
export const params = (query: RefQuery) =>
  new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** The query of a report that is not about single answers. */
export function plainParams({ turns, clock, granularity, ...query }: RefQuery) {
  return new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Asks for a report and holds the whole of it, whatever is in it, against what it must be. */
export async function holdWhole<T>(
  { story, leaves }: Checked,
  report: string,
  asked: URLSearchParams,
  expected: unknown,
): Promise<T> {
  const told = await story.owner.client.get<T>(`/api/v1/reports/${report}?${asked}`);
  expect({ asked: `${asked}`, ...told }).toEqual({ asked: `${asked}`, ...(expected as object) });
  leaves.note(report, told);
  return told;
}
