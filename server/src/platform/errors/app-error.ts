import { type ProblemCode, type ProblemIssue, problemStatus } from '@parley/shared/problem.js';

/** What a domain throws when it has to say no. `message` is shown to the caller: plain words, no internals. */
export class AppError extends Error {
  readonly issues: ProblemIssue[] | undefined;
  readonly details: Record<string, unknown> | undefined;
  /** Milliseconds until trying again makes sense. */
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ProblemCode,
    message: string,
    more: {
      issues?: ProblemIssue[];
      details?: Record<string, unknown>;
      retryAfterMs?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'AppError';
    this.issues = more.issues;
    this.details = more.details;
    this.retryAfterMs = more.retryAfterMs;
  }

  /** HTTP status. */
  get status(): number {
    return problemStatus[this.code];
  }
}

export const notFound = (what: string): AppError => new AppError('not_found', `${what} was not found.`);
