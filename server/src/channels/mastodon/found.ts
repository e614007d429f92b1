import type { Notification, Status, ThreadStatus } from './entities.js';

/**
 * What the poller hands over: pieces as the instance gave them, and the threads they stand in, so that reading them needs
 * no further question.
 */
export interface Found {
  notifications?: unknown[];
  /** Statuses of our own account. */
  own?: unknown[];
  /** Statuses that people have changed since. */
  changed?: unknown[];
  frames?: unknown[];
  /** By the id of a status: those before it, root first. */
  threads?: Record<string, ThreadStatus[]>;
}

/** One happening, or what cannot be read as one. */
export type Piece =
  | { kind: 'notification'; notification: Notification; raw: unknown }
  | { kind: 'status'; status: Status; changed: boolean; raw: unknown }
  | { kind: 'deleted'; id: string }
  | { kind: 'ignored'; what: string; key: string }
  | { kind: 'unreadable'; reason: string; raw: unknown };

/** What a delivery was fetched for, kept beside its body. */
export interface FoundMeta {
  history?: boolean;
  /** ISO 8601: what was asked since then and has no answer is queued. */
  queueSince?: string | null;
}
