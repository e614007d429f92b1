import type { Figure, ReportResolution, ReportValue } from '@parley/shared/reports.js';
import { Waits } from '../cohort/waits.js';
import { shareOf } from '../figures/turn-tally.js';
import type { EpisodeRow } from './episode.repository.js';

/** Whether an episode was solved is known this long after its closing. */
const REOPENING_MS = 7 * 86_400_000;

/** Counts episodes: how long until they were closed, whether that held, and what they cost the people in them. */
export class EpisodeTally {
  private readonly times = new Waits();
  private readonly leftOutBy = new Map<string, number>();
  private closed = 0;
  private open = 0;
  private judged = 0;
  private solvedAtFirst = 0;
  private unsolved = 0;
  private messages = 0;
  private waitedMs = 0;
  private handOvers = 0;

  constructor(private readonly now: number) {}

  take(episode: EpisodeRow): void {
    if (episode.left_out !== null) {
      this.leftOutBy.set(episode.left_out, (this.leftOutBy.get(episode.left_out) ?? 0) + 1);
      return;
    }
    const openedAt = episode.opened_at.getTime();
    if (episode.closed_at === null) {
      this.open += 1;
      this.times.addOpen(Math.max(0, this.now - openedAt));
      return;
    }
    const closedAt = episode.closed_at.getTime();
    this.closed += 1;
    this.times.add(closedAt - openedAt);
    this.messages += episode.messages;
    this.waitedMs += episode.waited_ms;
    this.handOvers += handOversIn(episode);
    if (!episode.reopened && closedAt + REOPENING_MS > this.now) return;
    this.judged += 1;
    if (episode.solved === false) this.unsolved += 1;
    else if (episode.answered === 1 && episode.unanswered === 0) this.solvedAtFirst += 1;
  }

  counts(): ReportResolution['counts'] {
    return { opened: this.closed + this.open, closed: this.closed, open: this.open };
  }

  percentile(share: number): ReportValue {
    return this.times.percentile(share);
  }

  solvedAtFirstAnswer(): ReportValue {
    return shareOf(this.solvedAtFirst, this.judged);
  }

  reopened(): ReportValue {
    return shareOf(this.unsolved, this.judged);
  }

  perEpisode(of: 'messages' | 'waitedMs' | 'handOvers'): ReportValue {
    return shareOf(this[of], this.closed);
  }

  leftOut(figure: 'time' | 'judged' | 'cost'): Figure['leftOut'] {
    const beside: [string, number][] =
      figure === 'time'
        ? []
        : [
            ['open', this.open],
            ['too_young', figure === 'judged' ? this.closed - this.judged : 0],
          ];
    return [...beside, ...[...this.leftOutBy].sort()]
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => ({ reason, count }));
  }
}

/** How often somebody else took over from a member while the episode ran. */
function handOversIn({ assignees }: EpisodeRow): number {
  return assignees.filter(
    ({ member, during }, index) => during && index > 0 && assignees[index - 1]?.member !== member,
  ).length;
}
