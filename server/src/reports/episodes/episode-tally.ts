import type { Figure, ReportResolution, ReportValue } from '@parley/shared/reports.js';
import { Waits } from '../cohort/waits.js';
import { shareOf } from '../figures/turn-tally.js';
import type { EpisodeVisitor } from './episode-fact.js';

/** Counts episodes: how long until they were closed, whether that held, and what they cost the people in them. */
export class EpisodeTally {
  readonly times = new Waits();
  private readonly leftOutBy = new Map<string, number>();
  private closed = 0;
  private open = 0;
  private judged = 0;
  private solvedAtFirst = 0;
  private unsolved = 0;
  private messages = 0;
  private waitedMs = 0;
  private handOvers = 0;

  readonly take: EpisodeVisitor = (episode) => {
    if (episode.leftOut !== null) {
      this.leftOutBy.set(episode.leftOut, (this.leftOutBy.get(episode.leftOut) ?? 0) + 1);
      return;
    }
    if (!episode.closed) {
      this.open += 1;
      this.times.addOpen(episode.tookMs);
      return;
    }
    this.closed += 1;
    if (episode.bucket >= 0) this.times.addBucket(episode.bucket);
    else this.times.add(episode.tookMs);
    this.messages += episode.messages;
    this.waitedMs += episode.waitedMs;
    this.handOvers += episode.handOvers;
    if (!episode.judged) return;
    this.judged += 1;
    if (episode.unsolved) this.unsolved += 1;
    else if (episode.oneAnswer) this.solvedAtFirst += 1;
  };

  /** Those in the figures. */
  get opened(): number {
    return this.closed + this.open;
  }

  counts(): ReportResolution['counts'] {
    return { opened: this.opened, closed: this.closed, open: this.open };
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
