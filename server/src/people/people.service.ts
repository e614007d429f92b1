import { Injectable } from '@nestjs/common';
import type {
  MergePreview,
  mergePersonSchema,
  PeopleQuery,
  PersonDetail,
  UpdatePerson,
} from '@parley/shared/people.js';
import { wordsOf } from '@parley/shared/search-query.parse.js';
import type { z } from 'zod';
import { TagsService } from '../brands/tags.service.js';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { Database } from '../platform/database/database.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { MergedPeople } from './merged-people.service.js';
import { PersonNames, partsOf, patternsOf } from './names/person-names.service.js';
import { PERSON_CHANGED } from './people.events.js';
import { type FullPersonRow, PeopleRepository } from './people.repository.js';
import { cursorOf, readCursor } from './people-cursor.js';
import { PersonPresenter } from './person.presenter.js';
import { together } from './person-attributes.js';
import { PersonFields } from './person-fields.service.js';
import { PersonMerging } from './person-merging.service.js';
import { presentPerson, presentPersonRow } from './person-summary.js';

/** Who speaks with the brand, as far as the asking member may see where they speak. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly people: PeopleRepository,
    private readonly names: PersonNames,
    private readonly access: ChannelAccess,
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly merged: MergedPeople,
    private readonly merging: PersonMerging,
    private readonly fields: PersonFields,
    private readonly tags: TagsService,
    private readonly presenter: PersonPresenter,
  ) {}

  /** By name, handle or address; where nobody is called that, by names that are almost that. */
  async page(seat: CallerSeat, query: PeopleQuery) {
    const { brandId } = seat;
    const channels = await this.access.visibleChannelIds(seat);
    const said = query.q?.trim() ?? '';
    const filter = {
      parts: partsOf(said).map(patternsOf),
      exactly: said === '' ? null : said.toLowerCase(),
      ids: null,
      tagId: query.tagId ?? null,
      sort: query.sort,
      after: readCursor(query.cursor, query.sort),
      limit: query.limit,
    };
    const found = await this.people.page(brandId, channels, filter);
    const rows =
      found.length > 0 || said === '' || query.cursor !== undefined
        ? found
        : await this.database.transaction(async () => {
            const ids = await this.names.almostCalled({ brandId, channels }, wordsOf(said));
            return this.people.page(brandId, channels, { ...filter, parts: [], exactly: null, ids });
          });
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    // Almost that name has a page at most: nobody leafs through slips of the hand.
    const more = rows === found && rows.length > query.limit && last !== undefined;
    return { items: items.map(presentPersonRow), nextCursor: more ? cursorOf(last, query.sort) : null };
  }

  /** @throws AppError not_found when there is no such person, or none the member may know of */
  async requireKnown(seat: CallerSeat, id: string): Promise<FullPersonRow> {
    const person = await this.people.find(seat.brandId, await this.access.visibleChannelIds(seat), id);
    if (person === undefined) throw notFound('The person');
    return person;
  }

  /** Whoever was merged away is answered as who they live on. @throws AppError not_found */
  async get(seat: CallerSeat, id: string): Promise<PersonDetail> {
    const { brandId } = seat;
    const channels = await this.access.visibleChannelIds(seat);
    const person = await this.people.find(brandId, channels, id);
    if (person === undefined) throw notFound('The person');
    const [identities, conversationCount, talksWith, merges] = await Promise.all([
      this.people.identities(brandId, channels, person.id),
      this.people.conversationCount(brandId, channels, person.id),
      this.people.usuallyTalksWith(brandId, channels, person.id),
      this.people.merges(brandId, channels, person.id),
    ]);
    return {
      ...presentPerson(person),
      identities: identities.map(this.presenter.identity),
      firstSeenAt: person.first_seen_at.toISOString(),
      lastSeenAt: person.last_seen_at.toISOString(),
      conversationCount,
      notes: person.notes,
      fields: person.fields,
      tags: person.tags,
      usuallyTalksWith: talksWith ?? null,
      merges: merges.map(this.presenter.merge),
    };
  }

  /**
   * A name given by hand is no longer overwritten by the platform's.
   * @throws AppError not_found, invalid_request when a value does not fit its field
   */
  async update(seat: CallerSeat, id: string, change: UpdatePerson): Promise<PersonDetail> {
    const { brandId } = seat;
    await this.requireKnown(seat, id);
    await this.database.transaction(async () => {
      const fields = await this.fields.read(brandId, change.fields);
      if (change.tagIds !== undefined) await this.requireTags(brandId, change.tagIds);
      // Locked, so that who they live on as stays so; a merge meanwhile is waited for.
      const personId = await this.merged.lockLiving(brandId, id);
      await this.merged.change(brandId, personId, { ...change, fields });
      await this.events.publish(PERSON_CHANGED, { brandId, personId });
    });
    return this.get(seat, id);
  }

  private async requireTags(brandId: string, tagIds: readonly string[]): Promise<void> {
    const known = new Set((await this.tags.list(brandId)).map(({ id }) => id));
    const at = tagIds.findIndex((id) => !known.has(id));
    if (at === -1) return;
    throw new AppError('invalid_request', 'The request does not fit.', {
      issues: [{ path: ['tagIds', at], message: 'There is no such tag.' }],
    });
  }

  /** What a merge would do, as far as the member may see it. @throws AppError not_found, not_possible_now */
  async mergePreview(seat: CallerSeat, intoId: string, fromId: string): Promise<MergePreview> {
    const { brandId } = seat;
    const channels = await this.access.visibleChannelIds(seat);
    const into = await this.requireKnown(seat, intoId);
    const from = await this.requireKnown(seat, fromId);
    if (into.id === from.id) throw new AppError('not_possible_now', 'These are one person already.');
    const [identities, conversationCount, togetherCount, fields] = await Promise.all([
      this.people.identities(brandId, channels, from.id),
      this.people.conversationCount(brandId, channels, from.id),
      this.people.conversationCount(brandId, channels, from.id, into.id),
      this.fields.list(brandId),
    ]);
    const conflicts: MergePreview['conflicts'] = [];
    const filled: MergePreview['filled'] = [];
    for (const field of fields) {
      const [own, other] = [into.fields[field.id], from.fields[field.id]];
      if (other === undefined || other === own) continue;
      if (own === undefined) filled.push({ field, value: other });
      else conflicts.push({ field, into: own, from: other });
    }
    const notes = together(into.notes, from.notes);
    return {
      into: presentPersonRow(into),
      from: presentPersonRow(from),
      identities: identities.map(this.presenter.identity),
      conversationCount,
      togetherCount,
      conflicts,
      filled,
      addedTags: from.tags.filter((tag) => !into.tags.some(({ id }) => id === tag.id)),
      notes,
      notesChange: notes !== into.notes,
    };
  }

  /**
   * Both have to be known to the member. What stands in channels they may not see goes along unseen: a human is one human
   * there too.
   * @throws AppError not_found, not_possible_now
   */
  async merge(
    seat: CallerSeat,
    intoId: string,
    { fromId, ...choices }: z.infer<typeof mergePersonSchema>,
  ): Promise<PersonDetail> {
    await this.requireKnown(seat, intoId);
    await this.requireKnown(seat, fromId);
    const { personId } = await this.merging.merge(seat, { intoId, fromId }, choices);
    return this.get(seat, personId);
  }

  /** @throws AppError not_found when there is no such merge, or none of people the member may know; not_possible_now */
  async undoMerge(seat: CallerSeat, id: string, mergeId: string): Promise<PersonDetail> {
    const person = await this.requireKnown(seat, id);
    const channels = await this.access.visibleChannelIds(seat);
    const merges = await this.people.merges(seat.brandId, channels, person.id);
    if (!merges.some((merge) => merge.id === mergeId)) throw notFound('The merge');
    await this.merging.undo(seat, mergeId);
    return this.get(seat, id);
  }
}
