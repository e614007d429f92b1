import { Injectable } from '@nestjs/common';
import { inBatches, planOf } from '../cohort/digested-days.js';
import { type DayRange, localDay } from '../cohort/local-days.js';
import { readAhead } from '../cohort/read-ahead.js';
import type { SortedNeeds } from '../cohort/sorted.js';
import { QuietRepository, type QuietRow } from './quiet.repository.js';
import { eachQuiet, type QuietFact, type QuietVisitor } from './quiet-digest.js';
import { QuietDigests } from './quiet-digests.service.js';

export interface QuietQuery {
  brandId: string;
  range: DayRange;
  needs: SortedNeeds;
  /** The channels the caller may see. */
  visible: ReadonlySet<string> | 'all';
}

/** Shows reports every turn of a period after which its person could go quiet. */
@Injectable()
export class QuietService {
  /** Specs lift it to see every single turn looked up: either way counts are exact. */
  exactUpTo = 0;

  constructor(
    private readonly digests: QuietDigests,
    private readonly quiet: QuietRepository,
  ) {}

  /** Visits them all, latest first, within one snapshot. */
  async visit({ brandId, range, needs, visible }: QuietQuery, visit: QuietVisitor): Promise<void> {
    const plan = planOf(range, await this.digests.store.holding(brandId, range), this.exactUpTo);
    const fact = blankFact();
    const known = plan.digests.flat();
    for (const { from, to, openOnly } of [...plan.stretches].reverse()) {
      if (!openOnly) {
        for await (const rows of this.quiet.turns({ brandId, from, to, tags: needs.tags, decided: null })) {
          for (const row of rows) {
            takeRow(row, fact);
            visit(fact);
          }
        }
        continue;
      }
      const [first, next] = [localDay(from, range.timeZone), localDay(to, range.timeZone)];
      const latestFirst = inBatches(known.filter(({ day }) => day >= first && day < next).reverse());
      for await (const digests of readAhead(latestFirst, (days) => this.digests.read(brandId, days, needs))) {
        for (const digest of digests.reverse()) eachQuiet(digest, visible, fact, visit);
      }
    }
  }
}

const blankFact = (): QuietFact => ({
  late: false,
  open: false,
  since: 0,
  silent: null,
  person: null,
  personId: null,
  channelId: '',
  medium: 'dm',
  priority: 'normal',
  postId: null,
  tagIds: [],
  leftOut: null,
});

function takeRow(row: QuietRow, fact: QuietFact): void {
  fact.late = row.late;
  fact.open = row.open;
  fact.since = row.since;
  fact.silent = null;
  fact.person = row.number;
  fact.personId = row.number === null ? row.person_id : null;
  fact.channelId = row.channel_id;
  fact.medium = row.medium;
  fact.priority = row.priority;
  fact.postId = row.post_id;
  fact.tagIds = row.tag_ids ?? [];
}
