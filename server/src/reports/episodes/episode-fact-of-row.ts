import { type EpisodeFact, REOPENING_MS } from './episode-fact.js';
import type { EpisodeRow } from './episode-rows.repository.js';

/** Puts a stored episode into `fact`. @param now ms */
export function factOf(row: EpisodeRow, fact: EpisodeFact, now: number): EpisodeFact {
  const closedAt = row.closed_at?.getTime();
  fact.channelId = row.channel_id;
  fact.medium = row.medium;
  fact.postId = row.post_id;
  fact.priority = row.priority;
  fact.tagIds = row.tag_ids;
  fact.leftOut = row.left_out;
  fact.closed = closedAt !== undefined;
  fact.tookMs = Math.max(0, (closedAt ?? now) - row.opened_at.getTime());
  fact.bucket = -1;
  fact.judged = closedAt !== undefined && (row.reopened || closedAt + REOPENING_MS <= now);
  fact.unsolved = row.solved === false;
  fact.oneAnswer = row.answered === 1 && row.unanswered === 0;
  fact.messages = row.messages;
  fact.waitedMs = row.waited_ms;
  fact.handOvers = row.hand_overs;
  return fact;
}
