import type { InboundEntry } from './entry.js';
import type { FoldChanges } from './fold-changes.js';
import { leftOutBecause } from './fold-figures.js';
import type { EpisodeDraft, Part, TurnDraft } from './fold-state.js';

/** Reopened within this time after its closing, an episode was not solved. */
export const REOPENED_WITHIN_MS = 7 * 86_400_000;

/** The episode a turn opened by this message belongs to; begins one when none is running. */
export function episodeFor(message: InboundEntry, part: Part, changes: FoldChanges): EpisodeDraft {
  const last = part.episode;
  if (last && last.closedAt === null) return last;
  if (last && last.closedAt !== null && message.at - last.closedAt <= REOPENED_WITHIN_MS) {
    last.reopenedAt = message.at;
    last.solved = false;
    changes.episode(last);
  }
  const because = leftOutBecause(message);
  const episode: EpisodeDraft = {
    key: message.id,
    openedAt: message.at,
    closedAt: null,
    closedEntryId: null,
    resolutionMs: null,
    reopenedAt: null,
    solved: null,
    inFigures: because === null,
    leftOutBecause: because,
    mergedIntoKey: null,
  };
  part.previousEpisode = last;
  part.episode = episode;
  part.episodeTurns = 0;
  part.episodeNoAnswerNeeded = 0;
  changes.episode(episode);
  return episode;
}

/** Counts a turn's opening, ending or return in its episode, if that is still the part's current one. */
export function countInEpisode(
  turn: TurnDraft,
  what: { turns?: number; noAnswerNeeded?: number },
  part: Part,
  changes: FoldChanges,
): void {
  if (turn.episodeKey === null || part.episode?.key !== turn.episodeKey) return;
  part.episodeTurns += what.turns ?? 0;
  part.episodeNoAnswerNeeded += what.noAnswerNeeded ?? 0;
  judgeReopening(part, changes);
}

/** "Thanks!" after the closing needed no answer: it does not make the episode before unsolved. */
export function judgeReopening(part: Part, changes: FoldChanges): void {
  const before = part.previousEpisode;
  if (!before || before.reopenedAt === null) return;
  before.solved = part.episodeTurns > 0 && part.episodeNoAnswerNeeded === part.episodeTurns;
  changes.episode(before);
}

export function closeEpisode(part: Part, closing: { id: string; at: number }, changes: FoldChanges): void {
  const episode = part.episode;
  if (!episode || episode.closedAt !== null) return;
  episode.closedAt = closing.at;
  episode.closedEntryId = closing.id;
  episode.resolutionMs = closing.at - episode.openedAt;
  episode.solved = true;
  changes.episode(episode);
}

/** A turn of it is open again: the closing did not end it. */
export function resumeEpisode(turn: TurnDraft, part: Part, changes: FoldChanges): void {
  const episode = part.episode;
  if (!episode || episode.key !== turn.episodeKey || episode.closedAt === null) return;
  episode.closedAt = null;
  episode.closedEntryId = null;
  episode.resolutionMs = null;
  episode.solved = null;
  changes.episode(episode);
}
