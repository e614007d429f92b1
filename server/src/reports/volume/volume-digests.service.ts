import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { type DigestedDay, type DigestedKind, DigestStore } from '../cohort/digest-store.js';
import type { DayRange } from '../cohort/local-days.js';
import { VolumeRepository } from './volume.repository.js';
import { type ReadVolume, volumeDigestOf } from './volume-digest.js';

const COLUMNS = {
  hourly: ['channels', 'hourly'],
  sorted: ['channels', 'posts', 'tag_sets', 'sorted'],
} as const;

/** What was said on past days, as digests. */
@Injectable()
export class VolumeDigests implements DigestedKind {
  readonly store: DigestStore;

  constructor(
    database: Database,
    private readonly volume: VolumeRepository,
  ) {
    this.store = new DigestStore(database, { name: 'volume_digest', counts: 'messages' });
  }

  firstOpened(brandId: string): Promise<Date | null> {
    return this.volume.firstSaid(brandId);
  }

  async digest(brandId: string, range: DayRange): Promise<Record<string, unknown> | null> {
    const { startsAt: from, endsAt: to } = range;
    const rows = await this.volume.said(brandId, range, {
      from,
      to,
      needs: { hour: true, post: true, tags: true },
    });
    const digest = volumeDigestOf(
      rows.map(({ hour, speaker, count, channel_id, medium, priority, post_id, tag_ids }) => ({
        ...{ hour, speaker, count, medium, priority },
        channelId: channel_id,
        postId: post_id,
        tagIds: tag_ids ?? [],
      })),
    );
    return digest === null ? null : { ...digest, tag_sets: JSON.stringify(digest.tag_sets) };
  }

  /** The digests of these days, by post and tags or without. */
  read(
    brandId: string,
    days: readonly DigestedDay[],
    by: 'hourly' | 'sorted',
  ): Promise<(ReadVolume & { day: number })[]> {
    return this.store.read<ReadVolume>(brandId, days, COLUMNS[by]);
  }
}
