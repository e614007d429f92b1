/** Who calls. All sit in one brand but `stranger`, who owns another; `…Out` may not see the restricted channel. */
export const CALLERS = [
  'nobody',
  'seatless',
  'agent',
  'agentOut',
  'manager',
  'managerOut',
  'owner',
  'stranger',
] as const;
export type CallerName = (typeof CALLERS)[number];

/**
 * What every route answers to every caller, written by hand from product.md: 401 to nobody (and to a session or token
 * that was revoked), 403 where the role lacks the right, 404 for what is another brand's or stands in a channel one
 * may not see. The object a route is about stands in the restricted channel, where it stands in one.
 *
 * `tokens`: an API token of the same member gets the `same`, or is kept `out` (403): what opens doors is for people.
 * The same route may stand here several times, with what it is called with in parentheses.
 */
const TABLE = `
                                                      nobody seatless agent agentOut manager managerOut owner stranger tokens
GET /healthz                                             200      200   200      200     200        200   200      200 same
GET /readyz                                              200      200   200      200     200        200   200      200 same
GET /api/docs                                            200      200   200      200     200        200   200      200 same
GET /api/docs-yaml                                       200      200   200      200     200        200   200      200 same
GET /api/openapi.json                                    200      200   200      200     200        200   200      200 same

POST /api/v1/session                                     200      200   200      200     200        200   200      200 same
GET /api/v1/session                                      401      200   200      200     200        200   200      200 same
DELETE /api/v1/session                                   401      200   200      200     200        200   200      200 out
POST /api/v1/session/brand                               401      404   200      200     200        200   200      404 out
GET /api/v1/setup                                        200      200   200      200     200        200   200      200 same
POST /api/v1/setup                                       410      410   410      410     410        410   410      410 same
POST /api/v1/password-resets                             202      202   202      202     202        202   202      202 same
GET /api/v1/password-resets/:token                       200      200   200      200     200        200   200      200 same
POST /api/v1/password-resets/:token                      200      200   200      200     200        200   200      200 same

GET /api/v1/profile                                      401      200   200      200     200        200   200      200 same
PATCH /api/v1/profile                                    401      200   200      200     200        200   200      200 out
POST /api/v1/profile/password                            401      200   200      200     200        200   200      200 out
GET /api/v1/profile/sessions                             401      200   200      200     200        200   200      200 out
DELETE /api/v1/profile/sessions/:id (the agent's)        401      404   200      404     404        404   404      404 out
GET /api/v1/profile/tokens                               401      403   200      200     200        200   200      200 out
POST /api/v1/profile/tokens                              401      403   201      201     201        201   201      201 out
DELETE /api/v1/profile/tokens/:id (the agent's)          401      403   200      404     404        404   404      404 out

GET /api/v1/invitations                                  401      403   403      403     403        403   200      200 same
POST /api/v1/invitations                                 401      403   403      403     403        403   201      201 same
DELETE /api/v1/invitations/:id                           401      403   403      403     403        403   200      404 same
GET /api/v1/invitations/by-token/:token                  200      200   200      200     200        200   200      200 same
POST /api/v1/invitations/by-token/:token/accept          200      200   200      200     200        200   200      200 same
GET /api/v1/members                                      401      403   200      200     200        200   200      200 same
PATCH /api/v1/members/:id                                401      403   403      403     403        403   200      404 same
DELETE /api/v1/members/:id                               401      403   403      403     403        403   200      404 same
POST /api/v1/brands                                      401      403   403      403     403        403   201      201 out
GET /api/v1/audit-entries                                401      403   403      403     403        403   200      200 same

GET /api/v1/brand                                        401      403   200      200     200        200   200      200 same
PATCH /api/v1/brand                                      401      403   403      403     403        403   200      200 same
GET /api/v1/brand/calendar                               401      403   200      200     200        200   200      200 same
PUT /api/v1/brand/calendar                               401      403   403      403     200        200   200      200 same
GET /api/v1/brand/targets                                401      403   200      200     200        200   200      200 same
PUT /api/v1/brand/targets                                401      403   403      403     200        200   200      200 same
GET /api/v1/tags                                         401      403   200      200     200        200   200      200 same
POST /api/v1/tags                                        401      403   403      403     201        201   201      201 same
PUT /api/v1/tags/:id                                     401      403   403      403     200        200   200      404 same
DELETE /api/v1/tags/:id                                  401      403   403      403     200        200   200      404 same
GET /api/v1/snippets                                     401      403   200      200     200        200   200      200 same
POST /api/v1/snippets (one's own)                        401      403   201      201     201        201   201      201 same
POST /api/v1/snippets (shared)                           401      403   403      403     201        201   201      201 same
PUT /api/v1/snippets/:id (shared)                        401      403   403      403     200        200   200      404 same
PUT /api/v1/snippets/:id (the agent's)                   401      403   200      404     404        404   404      404 same
DELETE /api/v1/snippets/:id (shared)                     401      403   403      403     200        200   200      404 same
DELETE /api/v1/snippets/:id (the agent's)                401      403   200      404     404        404   404      404 same

GET /api/v1/channel-kinds                                401      403   200      200     200        200   200      200 same
POST /api/v1/channel-kinds/test                          401      403   403      403     403        403   200      200 same
POST /api/v1/channel-kinds/test (with a channel)         401      403   403      403     403        403   200      404 same
POST /api/v1/channel-kinds/suggest                       401      403   403      403     403        403   200      200 same
POST /api/v1/channel-kinds/consent                       401      403   403      403     403        403   200      200 same
POST /api/v1/channel-kinds/consent (with a channel)      401      403   403      403     403        403   200      404 same
GET /api/v1/channel-kinds/consent/callback               401      403   403      403     403        403   302      302 same
GET /api/v1/channels                                     401      403   200      200     200        200   200      200 same
POST /api/v1/channels                                    401      403   403      403     403        403   201      201 same
GET /api/v1/channels/:id                                 401      403   200      404     200        404   200      404 same
PATCH /api/v1/channels/:id                               401      403   403      403     403        403   200      404 same
DELETE /api/v1/channels/:id                              401      403   403      403     403        403   200      404 same
POST /api/v1/channels/:id/pause                          401      403   403      403     403        403   200      404 same
POST /api/v1/channels/:id/resume                         401      403   403      403     403        403   200      404 same
POST /api/v1/channels/:id/check                          401      403   403      403     403        403   200      404 same
POST /api/v1/channels/:id/backfill                       401      403   403      403     403        403   200      404 same
POST /api/v1/channels/:id/rotate-secret                  401      403   403      403     403        403   200      404 same
PUT /api/v1/channels/:id/members                         401      403   403      403     403        403   200      404 same
GET /api/v1/channels/:id/webhook-deliveries              401      403   403      403     200        404   200      404 same
POST /api/v1/channels/:id/webhook-deliveries/:deliveryId/send-again
                                                         401      403   403      403     200        404   200      404 same
POST /api/v1/channels/:id/process-failed                 401      403   403      403     200        404   200      404 same
GET /api/v1/inbound-events                               401      403   403      403     200        200   200      200 same
GET /api/v1/inbound-events (of the channel)              401      403   403      403     200        404   200      404 same
POST /api/v1/inbound-events/:id/process                  401      403   403      403     200        404   200      404 same
POST /api/v1/inbound-events/:id/process (a delivery)     401      403   403      403     200        404   200      404 same

POST /hooks/:kind/:endpointId (signed)                   200      200   200      200     200        200   200      200 same
POST /hooks/:kind/:endpointId (unsigned)                 401      401   401      401     401        401   401      401 same
GET /hooks/:kind/:endpointId                             400      400   400      400     400        400   400      400 same
POST /hooks/api/:endpointId/uploads (signed)             200      200   200      200     200        200   200      200 same
POST /hooks/api/:endpointId/uploads (unsigned)           401      401   401      401     401        401   401      401 same
GET /hooks/api/:endpointId/files/:attachmentId (signed)  200      200   200      200     200        200   200      200 same
GET /hooks/api/:endpointId/files/:attachmentId (unsigned)
                                                         401      401   401      401     401        401   401      401 same
GET /hooks/wordpress/parley-comments.php                 200      200   200      200     200        200   200      200 same

OPTIONS /hooks/livechat/:endpointId/:what                204      204   204      204     204        204   204      204 same
OPTIONS /hooks/livechat/:endpointId/:what (from elsewhere)
                                                         403      403   403      403     403        403   403      403 same
OPTIONS /hooks/livechat/:endpointId/:what/:id            204      204   204      204     204        204   204      204 same
GET /hooks/livechat/:endpointId/settings                 200      200   200      200     200        200   200      200 same
GET /hooks/livechat/:endpointId/settings (from elsewhere)
                                                         403      403   403      403     403        403   403      403 same
POST /hooks/livechat/:endpointId/visits                  200      200   200      200     200        200   200      200 same
POST /hooks/livechat/:endpointId/visits (from elsewhere)
                                                         403      403   403      403     403        403   403      403 same
POST /hooks/livechat/:endpointId/messages                200      200   200      200     200        200   200      200 same
POST /hooks/livechat/:endpointId/messages (no token)     401      401   401      401     401        401   401      401 same
PUT /hooks/livechat/:endpointId/profile                  204      204   204      204     204        204   204      204 same
PUT /hooks/livechat/:endpointId/profile (no token)       401      401   401      401     401        401   401      401 same
POST /hooks/livechat/:endpointId/files                   200      200   200      200     200        200   200      200 same
POST /hooks/livechat/:endpointId/files (no token)        401      401   401      401     401        401   401      401 same
GET /hooks/livechat/:endpointId/thread                   200      200   200      200     200        200   200      200 same
GET /hooks/livechat/:endpointId/thread (no token)        401      401   401      401     401        401   401      401 same
GET /hooks/livechat/:endpointId/files/:attachmentId (signed)
                                                         200      200   200      200     200        200   200      200 same
GET /hooks/livechat/:endpointId/files/:attachmentId (unsigned)
                                                         401      401   401      401     401        401   401      401 same

GET /api/v1/conversations                                401      403   200      200     200        200   200      200 same
GET /api/v1/conversations (of the channel)               401      403   200      200     200        200   200      200 same
GET /api/v1/conversations/counts                         401      403   200      200     200        200   200      200 same
GET /api/v1/conversations/:id                            401      403   200      404     200        404   200      404 same
GET /api/v1/conversations/:id (linked to it)             401      403   200      200     200        200   200      404 same
GET /api/v1/conversations/:id/messages                   401      403   200      404     200        404   200      404 same
POST /api/v1/conversations                               401      403   201      404     201        404   201      404 same
POST /api/v1/conversations/:id/messages                  401      403   201      404     201        404   201      404 same
POST /api/v1/conversations/:id/messages (a note)         401      403   201      404     201        404   201      404 same
POST /api/v1/conversations/:id/close                     401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/block                     401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/unblock                   401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/reopen                    401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/snooze                    401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/unsnooze                  401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/assign                    401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/priority                  401      403   200      404     200        404   200      404 same
PUT /api/v1/conversations/:id/tags                       401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/no-answer-needed          401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/ours                      401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/needs-answer              401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/merge                     401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/merge (into it)           401      403   409      404     409        404   409      404 same
POST /api/v1/conversations/:id/unmerge                   401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/split                     401      403   200      404     200        404   200      404 same
GET /api/v1/views                                        401      403   200      200     200        200   200      200 same
POST /api/v1/views                                       401      403   201      201     201        201   201      201 same
POST /api/v1/views (shared)                              401      403   403      403     201        201   201      201 same
POST /api/v1/views (of the channel)                      401      403   201      400     201        400   201      400 same
PUT /api/v1/views/order                                  401      403   200      200     200        200   200      200 same
PUT /api/v1/views/:id                                    401      403   403      404     200        404   200      404 same
DELETE /api/v1/views/:id                                 401      403   403      404     200        404   200      404 same
POST /api/v1/conversations/bulk                          401      403   200      200     200        200   200      200 same
POST /api/v1/conversations/:id/read                      401      403   200      404     200        404   200      404 same
POST /api/v1/conversations/:id/unread                    401      403   200      404     200        404   200      404 same
GET /api/v1/conversations/:id/draft                      401      403   200      404     200        404   200      404 same
PUT /api/v1/conversations/:id/draft                      401      403   200      404     200        404   200      404 same
DELETE /api/v1/conversations/:id/draft                   401      403   200      404     200        404   200      404 same
GET /api/v1/posts                                        401      403   200      200     200        200   200      200 same
GET /api/v1/posts/:id                                    401      403   200      404     200        404   200      404 same
GET /api/v1/posts/:id/comments                           401      403   200      404     200        404   200      404 same
GET /api/v1/posts/:id/picture                            401      403   200      404     200        404   200      404 same
POST /api/v1/posts/:id/replies                           401      403   200      404     200        404   200      404 same
GET /api/v1/word-rules                                   401      403   200      200     200        200   200      200 same
GET /api/v1/word-rules (of the post)                     401      403   200      404     200        404   200      404 same
POST /api/v1/word-rules/preview                          401      403   200      404     200        404   200      404 same
POST /api/v1/word-rules                                  401      403   201      404     201        404   201      404 same
POST /api/v1/word-rules (of the channel)                 401      403   403      404     201        404   201      404 same
PATCH /api/v1/word-rules/:id                             401      403   200      404     200        404   200      404 same
DELETE /api/v1/word-rules/:id                            401      403   200      404     200        404   200      404 same
GET /api/v1/word-rules/:id/hits                          401      403   200      404     200        404   200      404 same
POST /api/v1/word-rules/:id/undo                         401      403   200      404     200        404   200      404 same
POST /api/v1/messages/undo                               401      403   200      200     200        200   200      200 same
POST /api/v1/messages/:id/undo                           401      403   200      404     200        404   200      404 same
POST /api/v1/messages/:id/resolve                        401      403   200      404     200        404   200      404 same
POST /api/v1/messages/:id/send-again                     401      403   200      404     200        404   200      404 same
POST /api/v1/messages/:id/moderation (cannot here)       401      403   409      404     409        404   409      404 same
GET /api/v1/scheduled-replies                            401      403   200      200     200        200   200      200 same
PUT /api/v1/scheduled-replies/:id                        401      403   403      404     403        404   200      404 same
PATCH /api/v1/scheduled-replies/:id                      401      403   200      404     200        404   200      404 same
POST /api/v1/scheduled-replies/:id/send-now              401      403   403      404     403        404   200      404 same
POST /api/v1/scheduled-replies/:id/cancel                401      403   200      404     200        404   200      404 same
GET /api/v1/messages/:id/raw                             401      403   200      404     200        404   200      404 same
GET /api/v1/messages/:id/remote-image                    401      403   200      404     200        404   200      404 same
POST /api/v1/attachments                                 401      403   201      201     201        201   201      201 same
GET /api/v1/attachments/:id                              401      403   200      404     200        404   200      404 same
GET /api/v1/attachments/:id (loose, the agent's)         401      403   200      404     404        404   404      404 same
GET /api/v1/notifications                                401      403   200      200     200        200   200      200 same
GET /api/v1/notifications/unread                         401      403   200      200     200        200   200      200 same
POST /api/v1/notifications/read                          401      403   200      200     200        200   200      200 same
GET /api/v1/notifications/settings                       401      403   200      200     200        200   200      200 same
PUT /api/v1/notifications/settings                       401      403   200      200     200        200   200      200 same
GET /api/v1/now                                          401      403   200      200     200        200   200      200 same
GET /api/v1/now/alerts                                   401      403   403      403     200        200   200      200 same
POST /api/v1/now/alerts                                  401      403   403      403     201        404   201      404 same
GET /api/v1/now/alerts/log                               401      403   403      403     200        200   200      200 same
PUT /api/v1/now/alerts/:id                               401      403   403      403     200        404   200      404 same
DELETE /api/v1/now/alerts/:id                            401      403   403      403     200        404   200      404 same
POST /api/v1/now/alerts/:id/webhook-secret               401      403   403      403     200        404   200      404 same
POST /api/v1/now/alerts/:id/test                         401      403   403      403     200        404   200      404 same
GET /api/v1/search                                       401      403   200      200     200        200   200      200 same
GET /api/v1/people                                       401      403   200      200     200        200   200      200 same
GET /api/v1/people/:id                                   401      403   200      404     200        404   200      404 same
PATCH /api/v1/people/:id                                 401      403   200      404     200        404   200      404 same
GET /api/v1/people/:id/conversations                     401      403   200      404     200        404   200      404 same
GET /api/v1/people/:id/merge-preview                     401      403   200      404     200        404   200      404 same
POST /api/v1/people/:id/merge                            401      403   200      404     200        404   200      404 same
POST /api/v1/people/:id/merge (of a hidden one)          401      403   200      404     200        404   200      404 same
POST /api/v1/people/:id/merges/:mergeId/undo             401      403   200      404     200        404   200      404 same
GET /api/v1/people/:id/merge-suggestions                 401      403   200      404     200        404   200      404 same
POST /api/v1/people/:id/merge-suggestions/:otherId/dismiss 401      403   200      404     200        404   200      404 same
GET /api/v1/person-fields                                401      403   200      200     200        200   200      200 same
POST /api/v1/person-fields                               401      403   403      403     201        201   201      201 same
PUT /api/v1/person-fields/order                          401      403   403      403     200        200   200      200 same
PUT /api/v1/person-fields/:id                            401      403   403      403     200        200   200      404 same
DELETE /api/v1/person-fields/:id                         401      403   403      403     200        200   200      404 same
GET /api/v1/reports/overview                             401      403   403      403     200        200   200      200 same
GET /api/v1/reports/overview (of the channel)            401      403   403      403     200        404   200      404 same
GET /api/v1/reports/mine                                 401      403   200      200     200        200   200      200 same
GET /api/v1/reports/mine/turns                           401      403   200      200     200        200   200      200 same
GET /api/v1/reports/mine/turns.csv                       401      403   200      200     200        200   200      200 same
GET /api/v1/reports/breakdown                            401      403   403      403     200        200   200      200 same
GET /api/v1/reports/resolution                           401      403   403      403     200        200   200      200 same
GET /api/v1/reports/resolution/breakdown                 401      403   403      403     200        200   200      200 same
GET /api/v1/reports/volume                               401      403   403      403     200        200   200      200 same
GET /api/v1/reports/volume/breakdown                     401      403   403      403     200        200   200      200 same
GET /api/v1/reports/quiet                                401      403   403      403     200        200   200      200 same
GET /api/v1/reports/turns                                401      403   403      403     200        200   200      200 same
GET /api/v1/reports/figures.csv                          401      403   403      403     200        200   200      200 same
GET /api/v1/reports/turns.csv                            401      403   403      403     200        200   200      200 same
GET /api/v1/reports/conversations.csv                    401      403   403      403     200        200   200      200 same
GET /api/v1/reports/messages                             401      403   403      403     200        200   200      200 same
GET /api/v1/reports/messages.csv                         401      403   403      403     200        200   200      200 same
GET /api/v1/reports/episodes                             401      403   403      403     200        200   200      200 same
GET /api/v1/reports/episodes.csv                         401      403   403      403     200        200   200      200 same
GET /api/v1/reports/people                               401      403   403      403     200        200   200      200 same
GET /api/v1/reports/people.csv                           401      403   403      403     200        200   200      200 same
GET /api/v1/reports/left-out                             401      403   403      403     200        200   200      200 same
GET /api/v1/reports/recomputations                       401      403   403      403     200        200   200      200 same
POST /api/v1/reports/recomputations                      401      403   403      403     201        201   201      201 same
GET /api/v1/reports/settings                             401      403   200      200     200        200   200      200 same
PUT /api/v1/reports/settings                             401      403   403      403     403        403   200      200 same
`;

export interface AccessRow {
  /** As it stands in the table, with what it is called with. */
  name: string;
  method: string;
  /** As the router has it. */
  path: string;
  statuses: Record<CallerName, number>;
  tokens: 'same' | 'out';
}

/** The rows of the table. @throws Error where one is not complete */
export function accessTable(): AccessRow[] {
  const [, header = '', ...lines] = TABLE.replace(/\n +(?=\d)/g, ' ').split('\n');
  const columns = header.trim().split(/ +/);
  if (columns.join() !== [...CALLERS, 'tokens'].join()) throw new Error(`unknown columns: ${header}`);
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const match = /^((\w+) (\S+)(?: \(.+\))?)((?: +\d{3})+) +(same|out)$/.exec(line);
      const statuses = match?.[4]?.trim().split(/ +/).map(Number) ?? [];
      if (match === null || statuses.length !== CALLERS.length)
        throw new Error(`this row is not complete: ${line}`);
      const [, name = '', method = '', path = '', , tokens] = match;
      const named = CALLERS.map((caller, index) => [caller, statuses[index]]);
      return {
        name,
        method,
        path,
        statuses: Object.fromEntries(named),
        tokens: tokens as AccessRow['tokens'],
      };
    });
}
