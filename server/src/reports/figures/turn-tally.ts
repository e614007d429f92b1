import type { Figure, ReportValue, TurnCounts } from '@parley/shared/reports.js';
import type { FactVisitor, TurnFact } from '../cohort/turn-fact.js';
import { Waits } from '../cohort/waits.js';

/** Counts turns by what became of them, and keeps the waits percentiles are made of. */
export class TurnTally {
  readonly waits = new Waits();
  private readonly leftOutBy = new Map<string, number>();
  private readonly by = {
    answered: 0,
    answeredLate: 0,
    open: 0,
    openOverdue: 0,
    closedUnanswered: 0,
    withdrawn: 0,
    withdrawnLate: 0,
    noAnswerNeeded: 0,
    outsideHours: 0,
  };

  readonly take: FactVisitor = (fact) => {
    if (fact.leftOut !== null) {
      this.leftOutBy.set(fact.leftOut, (this.leftOutBy.get(fact.leftOut) ?? 0) + 1);
      return;
    }
    const { by } = this;
    takeWait(this.waits, fact);
    switch (fact.outcome) {
      case 'answered':
        by.answered += 1;
        if (fact.late) by.answeredLate += 1;
        if (fact.outsideHours) by.outsideHours += 1;
        break;
      case 'open':
        by.open += 1;
        if (fact.late) by.openOverdue += 1;
        break;
      case 'closed_unanswered':
        by.closedUnanswered += 1;
        break;
      case 'withdrawn':
        by.withdrawn += 1;
        if (fact.late) by.withdrawnLate += 1;
        break;
      case 'no_answer_needed':
        by.noAnswerNeeded += 1;
        break;
    }
  };

  get opened(): number {
    const { answered, open, closedUnanswered, withdrawn, noAnswerNeeded } = this.by;
    return answered + open + closedUnanswered + withdrawn + noAnswerNeeded;
  }

  counts(): TurnCounts {
    return { opened: this.opened, ...this.by, leftOut: this.leftOut() };
  }

  percentile(share: number): ReportValue {
    return this.waits.percentile(share);
  }

  /** What is certain already counts: an open turn within its target is no answer yet. */
  withinTarget(): ReportValue {
    const { answered, answeredLate, closedUnanswered, withdrawnLate, open, openOverdue } = this.by;
    const n = answered + closedUnanswered + withdrawnLate + open;
    return shareOf(answered - answeredLate, n, open > openOverdue);
  }

  coverage(): ReportValue {
    const { answered, closedUnanswered, open } = this.by;
    return shareOf(answered, answered + closedUnanswered + open);
  }

  noAnswerNeeded(): ReportValue {
    return shareOf(this.by.noAnswerNeeded, this.opened);
  }

  /** Why turns are in no figure, and those that some figure leaves out beside them. */
  leftOut(beside: Readonly<Record<string, number>> = {}): Figure['leftOut'] {
    return [...Object.entries(beside), ...[...this.leftOutBy].sort()]
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => ({ reason, count }));
  }

  leftOutOfWaits(): Figure['leftOut'] {
    const { noAnswerNeeded, withdrawn } = this.by;
    return this.leftOut({ no_answer_needed: noAnswerNeeded, withdrawn });
  }

  leftOutOfTarget(): Figure['leftOut'] {
    const { noAnswerNeeded, withdrawn, withdrawnLate } = this.by;
    return this.leftOut({ no_answer_needed: noAnswerNeeded, withdrawn: withdrawn - withdrawnLate });
  }
}

/** Answered, open and given up: the three a percentile rests on. What is left out must not come here. */
export function takeWait(waits: Waits, fact: TurnFact): void {
  if (fact.outcome === 'answered') {
    if (fact.bucket >= 0) waits.addBucket(fact.bucket);
    else waits.add(fact.waitMs);
  } else if (fact.outcome === 'open') waits.addOpen(fact.waitMs);
  else if (fact.outcome === 'closed_unanswered') waits.addNever();
}

export function shareOf(part: number, n: number, atLeast = false): ReportValue {
  return { value: n === 0 ? null : part / n, atLeast: n > 0 && atLeast, never: false, n };
}
