import type { ReportEpisode, ReportMessage, ReportPerson } from '@parley/shared/report-lists.js';
import type { ListedEpisode } from './episode-list.repository.js';
import type { ListedMessage } from './message-list.repository.js';
import type { ListedPerson } from './people-list.repository.js';

export const presentMessage = (row: ListedMessage): ReportMessage => ({
  id: row.id,
  conversationId: row.conversation_id,
  channelId: row.channel_id,
  medium: row.medium,
  by: row.by,
  personName: row.person_name,
  about: row.about,
  text: row.text.replace(/\s+/g, ' ').trim(),
  at: row.at.toISOString(),
  thrownAway: row.thrown_away,
  answered: row.answered,
  automatic: row.automatic,
});

/** From opening to closing, or until now, ms. */
export const tookMs = ({ opened_at, closed_at }: ListedEpisode, now: Date): number =>
  Math.max(0, (closed_at ?? now).getTime() - opened_at.getTime());

/** Whether it was solved by its first answer; null while that is not known, or in no figure. */
export function solvedAtFirst(row: ListedEpisode): boolean | null {
  if (!row.judged || row.left_out !== null) return null;
  return row.solved !== false && row.answered === 1 && row.unanswered === 0;
}

/** Whether a person had to come back; null while that is not known, or in no figure. */
export const cameBack = (row: ListedEpisode): boolean | null =>
  row.judged && row.left_out === null ? row.solved === false : null;

export const presentEpisode =
  (now: Date) =>
  (row: ListedEpisode): ReportEpisode => ({
    id: row.id,
    conversationId: row.conversation_id,
    messageId: /^[0-9a-f-]{36}$/.test(row.key) ? row.key : null,
    channelId: row.channel_id,
    medium: row.medium,
    personName: row.person_name,
    about: row.about,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    tookMs: tookMs(row, now),
    solvedAtFirstAnswer: solvedAtFirst(row),
    reopened: cameBack(row),
    messages: row.messages,
    waitedMs: row.waited_ms,
    handOvers: row.hand_overs,
    leftOut: row.left_out,
  });

export const presentPerson = (row: ListedPerson): ReportPerson => ({
  personId: row.person_id,
  personName: row.person_name,
  turnId: row.id,
  conversationId: row.conversation_id,
  messageId: row.opened_by_message_id,
  channelId: row.channel_id,
  medium: row.medium,
  about: row.about,
  openedAt: row.opened_at.toISOString(),
  outcome: row.outcome,
  since: row.since.toISOString(),
  until: row.until.toISOString(),
  became: row.became,
  wroteAgainAt: row.wrote_again_at?.toISOString() ?? null,
});
