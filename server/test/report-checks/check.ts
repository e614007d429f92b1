import type { RefQuery, RefWorld } from '../reference/reports/ref-world.js';
import type { ReportStory } from './report-story.js';

/** What a check holds against each other: what happened, and what the reports say of it. */
export interface Checked {
  readonly story: ReportStory;
  readonly world: RefWorld;
}

/** The query of a report. */
export const params = (query: RefQuery) =>
  new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
