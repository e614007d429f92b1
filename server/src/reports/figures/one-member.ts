import { AppError } from '../../platform/errors/app-error.js';
import { type FactFilters, type FactVisitor, factFilter, type TurnFact } from '../cohort/turn-fact.js';
import type { ReportScope } from '../report-scope.service.js';
import { withheldRows } from './member-cells.js';

/**
 * The turns one member has answered, among those of everybody: their figures are told where their row would be in a table of all
 * members with the same filters, and nowhere else.
 */
export class OneMember {
  private readonly sizes = new Map<string | null, number>();

  constructor(
    private readonly memberId: string,
    private readonly fewest: number,
  ) {}

  /** Takes note of everybody's turn. @returns whether it is theirs */
  take({ outcome, memberId, leftOut }: TurnFact): boolean {
    if (outcome !== 'answered') return false;
    if (leftOut === null) this.sizes.set(memberId, (this.sizes.get(memberId) ?? 0) + 1);
    return memberId === this.memberId;
  }

  get isWithheld(): boolean {
    const size = this.sizes.get(this.memberId) ?? 0;
    return size < this.fewest || withheldRows(this.sizes, this.fewest).has(this.memberId);
  }
}

/** Picks the turns that are asked for, and knows afterwards whether what is about one member may be told. */
export class AskedTurns {
  private readonly fits: (fact: TurnFact) => boolean;
  private readonly member: OneMember | null;

  constructor(asked: FactFilters, { visible, fewest }: ReportScope) {
    const { memberId } = asked;
    this.member = memberId === undefined || fewest === 0 ? null : new OneMember(memberId, fewest);
    this.fits = factFilter(this.member === null ? asked : { ...asked, memberId: undefined }, visible);
  }

  visitor(take: FactVisitor): FactVisitor {
    return (fact) => {
      if (this.fits(fact) && (this.member === null || this.member.take(fact))) take(fact);
    };
  }

  get isWithheld(): boolean {
    return this.member?.isWithheld ?? false;
  }
}

/** @throws AppError too_few_turns where figures about one member are withheld */
export function requireShown(isWithheld: boolean): void {
  if (!isWithheld) return;
  throw new AppError(
    'too_few_turns',
    'Figures about one member are withheld: they rest on too few turns, or would tell those of somebody else who has too few.',
  );
}
