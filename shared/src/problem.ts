import { z } from 'zod';

/** Every error code the API can answer with, and the HTTP status that goes with it. */
export const problemStatus = {
  invalid_request: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  invalid_signature: 401,
  forbidden: 403,
  cross_site_request: 403,
  /** Figures per member are switched off in this brand. */
  member_figures_off: 403,
  /** Too few turns of a member to show their figures. */
  too_few_turns: 403,
  /** The brand takes nothing more from this visitor. */
  blocked: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale: 409,
  already_exists: 409,
  not_possible_now: 409,
  reply_not_allowed: 409,
  expired: 410,
  too_large: 413,
  unsupported_media_type: 415,
  weak_password: 422,
  too_many_requests: 429,
  internal: 500,
  channel_failed: 502,
  unavailable: 503,
  storage_full: 507,
} as const;

export type ProblemCode = keyof typeof problemStatus;
export const problemCodes = Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]];

/** One fault in a request: the path of the field and what is wrong with it. */
export const issueSchema = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
});

/** The body of every error answer. `details` is only present where the code documents it (see `stale`). */
export const problemSchema = z
  .object({
    code: z.enum(problemCodes),
    message: z.string(),
    issues: z.array(issueSchema).optional(),
    details: z.record(z.string(), z.unknown()).optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
export type ProblemIssue = z.infer<typeof issueSchema>;
