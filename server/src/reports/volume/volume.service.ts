import { Injectable } from '@nestjs/common';
import type { DigestedDay } from '../cohort/digest-store.js';
import { planOf } from '../cohort/digested-days.js';
import type { DayRange } from '../cohort/local-days.js';
import { readAhead } from '../cohort/read-ahead.js';
import type { Said, SaidVisitor } from './said.js';
import { type SaidRow, VolumeRepository } from './volume.repository.js';
import { eachSaid, type SaidNeeds } from './volume-digest.js';
import { VolumeDigests } from './volume-digests.service.js';

/** Shows reports everything that was said in a period. */
@Injectable()
export class VolumeService {
  /** Specs lift it to see every single message counted: either way counts are exact. */
  exactUpTo = 0;

  constructor(
    private readonly digests: VolumeDigests,
    private readonly volume: VolumeRepository,
  ) {}

  /** Visits all of it, in no order, within one snapshot. */
  async visit(brandId: string, range: DayRange, needs: SaidNeeds, visit: SaidVisitor): Promise<void> {
    const sorted = needs.post || needs.tags;
    const plan = planOf(range, await this.digests.store.holding(brandId, range), this.exactUpTo);
    const said = blankSaid();
    const read = (days: readonly DigestedDay[]) =>
      this.digests.read(brandId, days, sorted ? 'sorted' : 'hourly');
    for await (const digests of readAhead(plan.digests, read)) {
      for (const digest of digests) eachSaid(digest, digest.day - range.first, needs, said, visit);
    }
    for (const { from, to, openOnly } of plan.stretches) {
      // Nothing said is left open.
      if (openOnly) continue;
      for (const row of await this.volume.said(brandId, range, { from, to, needs })) {
        takeRow(row, said);
        visit(said);
      }
    }
  }
}

const blankSaid = (): Said => ({
  day: 0,
  hour: 0,
  speaker: 'in',
  count: 0,
  channelId: '',
  medium: 'dm',
  priority: 'normal',
  postId: null,
  tagIds: [],
  leftOut: null,
});

function takeRow(row: SaidRow, said: Said): void {
  said.day = row.day;
  said.hour = row.hour;
  said.speaker = row.speaker;
  said.count = row.count;
  said.channelId = row.channel_id;
  said.medium = row.medium;
  said.priority = row.priority;
  said.postId = row.post_id;
  said.tagIds = row.tag_ids ?? [];
}
