import type { EpisodeDraft, TurnDraft } from './fold-state.js';
import type { Episode, Turn } from './turn.js';

/** What a fold has touched so far. The drafts are live: they are read when the fold is done. */
export class FoldChanges {
  private readonly turnDrafts = new Map<string, TurnDraft>();
  private readonly episodeDrafts = new Map<string, EpisodeDraft>();
  private readonly gone = new Set<string>();

  turn(draft: TurnDraft): void {
    this.turnDrafts.set(draft.key, draft);
  }

  episode(draft: EpisodeDraft): void {
    this.episodeDrafts.set(draft.key, draft);
  }

  /** The turn went on in another one. */
  turnJoined(key: string): void {
    this.turnDrafts.delete(key);
    this.gone.add(key);
  }

  result(): { turns: Turn[]; goneTurnKeys: string[]; episodes: Episode[] } {
    return {
      turns: [...this.turnDrafts.values()].map((draft) => ({
        ...draft,
        episodeKey: this.runningOn(draft.episodeKey),
      })),
      goneTurnKeys: [...this.gone],
      episodes: [...this.episodeDrafts.values()].map((draft) => ({ ...draft })),
    };
  }

  /** An episode that went on in another one took its turns with it, also the answered ones, which have left the state. */
  private runningOn(episodeKey: string | null): string | null {
    const into = episodeKey === null ? null : (this.episodeDrafts.get(episodeKey)?.mergedIntoKey ?? null);
    return into === null ? episodeKey : this.runningOn(into);
  }
}
