import type { Figure, ReportValue } from '@parley/shared/reports.js';
import { shareOf } from '../figures/turn-tally.js';
import type { Probe } from './quiet.repository.js';
import { type QuietFact, SILENCE_MS } from './quiet-digest.js';

interface Side {
  people: number;
  silent: number;
  tooYoung: number;
}
const nobody = (): Side => ({ people: 0, silent: 0, tooYoung: 0 });

/** Counts people, each once on each side: by the latest of their turns there. Turns have to come latest first. */
export class QuietTally {
  readonly late = nobody();
  readonly inTime = nobody();
  /** Those whose time is over and of whom nobody has looked up yet whether they went quiet. */
  readonly probes: Probe[] = [];
  private seen = new Uint8Array(1 << 16);
  private readonly seenIds = new Map<string, number>();

  constructor(private readonly now: number) {}

  take(fact: QuietFact): void {
    if (fact.open && fact.since >= this.now) return;
    if (this.hasSeen(fact)) return;
    const side = fact.late ? this.late : this.inTime;
    if (fact.silent === null && fact.since + SILENCE_MS > this.now) {
      side.tooYoung += 1;
      return;
    }
    side.people += 1;
    if (fact.silent) side.silent += 1;
    if (fact.silent !== null) return;
    const { late, person, personId, since } = fact;
    this.probes.push({ late, person, personId, since });
  }

  /** What looking them up has found. */
  add(silent: { late: number; inTime: number }): void {
    this.late.silent += silent.late;
    this.inTime.silent += silent.inTime;
  }

  private hasSeen({ late, person, personId }: QuietFact): boolean {
    const bit = late ? 1 : 2;
    if (person === null) {
      const before = this.seenIds.get(personId ?? '') ?? 0;
      this.seenIds.set(personId ?? '', before | bit);
      return (before & bit) !== 0;
    }
    if (person >= this.seen.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(person + 1)));
      larger.set(this.seen);
      this.seen = larger;
    }
    const before = this.seen[person] ?? 0;
    this.seen[person] = before | bit;
    return (before & bit) !== 0;
  }
}

export const silentShare = ({ people, silent }: Side): ReportValue => shareOf(silent, people);

export const leftOutOf = ({ tooYoung }: Side): Figure['leftOut'] =>
  tooYoung === 0 ? [] : [{ reason: 'too_young', count: tooYoung }];

/** Late less in time; null where either has nobody. */
export function differenceOf({ late, inTime }: QuietTally): number | null {
  const [after, before] = [silentShare(late).value, silentShare(inTime).value];
  return after === null || before === null ? null : after - before;
}
