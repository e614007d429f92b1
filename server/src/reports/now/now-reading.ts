import type { Medium } from '@parley/shared/brands.js';
import type { ChannelStatus } from '@parley/shared/channels.js';
import type { AlertMeasure } from '@parley/shared/now.js';

/** How one medium of a channel stands. Instants are ms since the epoch. */
export interface NowPart {
  channelId: string;
  medium: Medium;
  ours: number;
  overdue: number;
  dueSoon: number;
  unassigned: number;
  snoozed: number;
  answeredToday: number;
  /** Since when the one who has waited longest waits; null when nobody does. */
  waitingSince: number | null;
  /** The earliest time an answer was promised for; null when nobody waits. */
  firstDue: number | null;
}

/** Somebody who waits in a channel. */
export interface Waiting {
  conversationId: string;
  channelId: string;
  medium: Medium;
  personId: string;
  personName: string;
  personAvatar: string | null;
  subject: string | null;
  lastWords: string;
  waitingSince: number;
  answerBy: number;
  targetMs: number | null;
  assigned: boolean;
}

export interface NowChannelFacts {
  id: string;
  name: string;
  kind: string;
  status: ChannelStatus;
  restricted: boolean;
}

/** An alert that is up. */
export interface Raised {
  id: string;
  measure: AlertMeasure;
  threshold: number;
  channelId: string | null;
  medium: Medium | null;
  since: number;
}

/** Everything of a brand at one moment, out of which each member's board is made without asking the database again. */
export interface NowReading {
  brandId: string;
  /** By the domain's clock. */
  at: number;
  channels: NowChannelFacts[];
  parts: NowPart[];
  /** Of each channel those who have waited longest, longest first. */
  waits: Waiting[];
  raised: Raised[];
  /** When a figure is another one though nothing has happened: somebody is due soon, or overdue, or a new day begins. */
  changesAt: number;
  /** What reading it took, in ms of the machine. */
  tookMs: number;
}
