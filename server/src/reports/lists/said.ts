import type { MessagesBehind } from '@parley/shared/report-lists.js';

// SQL about a message `m`; $1 is the brand.
const SAID = `m.direction = 'in' AND m.deleted_at IS NULL`;
const BY_PERSON = `${SAID} AND m.automatic IS NULL`;
const SENT = `m.direction = 'out' AND (m.state IS NULL OR m.state IN ('sent', 'delivered', 'read'))`;
const PUT_AWAY = `m.moderation IN ('spam', 'trashed', 'removed')`;

/** Whether somebody of us, here or on the platform, has answered its author since. */
export const ANSWERED = `EXISTS (
  SELECT FROM message r WHERE r.brand_id = $1 AND r.conversation_id = m.conversation_id AND r.direction = 'out' AND r.automatic IS NULL
    AND (r.state IS NULL OR r.state IN ('sent', 'delivered', 'read')) AND r.occurred_at >= m.occurred_at
    AND (r.answers IS NULL OR EXISTS (
      SELECT FROM identity a JOIN identity b ON b.brand_id = $1 AND b.person_id = a.person_id
      WHERE a.brand_id = $1 AND a.id = ANY(r.answers) AND b.id = m.identity_id)))`;

/** What opened no turn: put away on its platform, or written by a machine. */
export const LEFT_OUT = `${SAID} AND (m.automatic IS NOT NULL OR ${PUT_AWAY})`;

/** What the messages behind a figure have in common; history is in none. */
export const BEHIND: Record<MessagesBehind, string> = {
  said: `((${BY_PERSON}) OR (${SENT}))`,
  in: BY_PERSON,
  out: `${SENT} AND m.automatic IS NULL`,
  out_by_members: `${SENT} AND m.automatic IS NULL AND m.member_id IS NOT NULL`,
  out_outside: `${SENT} AND m.automatic IS NULL AND m.member_id IS NULL`,
  out_by_rules: `${SENT} AND m.automatic IS NOT NULL`,
  thrown_away: `${BY_PERSON} AND ${PUT_AWAY}`,
  thrown_away_unanswered: `${BY_PERSON} AND ${PUT_AWAY} AND NOT ${ANSWERED}`,
  automatic: `${SAID} AND m.automatic IS NOT NULL`,
};
