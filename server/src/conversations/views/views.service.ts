import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SavedFilter, SavedView, SaveView, ViewIcon } from '@parley/shared/views.js';
import { MEMBER_REMOVED } from '../../brands/brands.events.js';
import { MembersService } from '../../brands/members.service.js';
import { TagsService } from '../../brands/tags.service.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database, isUniqueViolation } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { storable } from '../../platform/database/storable.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat, Member } from '../../platform/http/caller.js';
import { VIEWS_CHANGED } from '../desk.events.js';

interface ViewRow {
  id: string;
  owner_id: string | null;
  name: string;
  filter: SavedFilter;
  channel_id: string | null;
  icon: ViewIcon;
  color: string | null;
}

const COLUMNS = 'id, owner_id, name, filter, channel_id, icon, color';
/** Lists of views stay lists. */
const MOST = 100;

/** Views of the queue under a name: a member's own, and those the brand shares. */
@Injectable()
export class ViewsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelAccess,
    private readonly tags: TagsService,
    private readonly members: MembersService,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(MEMBER_REMOVED, async ({ brandId, memberId }) => {
      await this.database.run('DELETE FROM saved_view WHERE brand_id = $1 AND owner_id = $2', [
        brandId,
        memberId,
      ]);
    });
  }

  /** The member's own, then the shared ones, each in their order; none of a channel hidden from them. */
  async list(seat: CallerSeat): Promise<SavedView[]> {
    const visible = await this.channels.visibleChannelIds(seat);
    const rows = await this.database.query<ViewRow>(
      `SELECT ${COLUMNS} FROM saved_view WHERE brand_id = $1 AND (owner_id IS NULL OR owner_id = $2)
         AND ($3::uuid[] IS NULL OR channel_id IS NULL OR channel_id = ANY($3))
       ORDER BY owner_id IS NULL, position, lower(name), id`,
      [seat.brandId, seat.memberId, visible === 'all' ? null : visible],
    );
    return rows.map(present);
  }

  /** @throws AppError forbidden, already_exists, invalid_request */
  create(caller: Member, input: SaveView): Promise<SavedView> {
    const { brandId, memberId } = caller.seat;
    return this.saved(caller, input, async (values) => {
      const owner = input.shared ? null : memberId;
      const there = await this.database.one<{ count: number; next: number }>(
        `SELECT count(*)::int AS count, coalesce(max(position), 0) + 1 AS next FROM saved_view
         WHERE brand_id = $1 AND owner_id IS NOT DISTINCT FROM $2::uuid`,
        [brandId, owner],
      );
      if ((there?.count ?? 0) >= MOST)
        throw new AppError('not_possible_now', `There are ${MOST} views already: remove one first.`);
      return this.database.query<ViewRow>(
        `INSERT INTO saved_view (brand_id, id, owner_id, name, filter, channel_id, icon, color, updated_at, created_at, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) RETURNING ${COLUMNS}`,
        [brandId, newId(), ...values, there?.next ?? 1],
      );
    });
  }

  /** Also shares one's own, or takes a shared one back as one's own. @throws as `create`, and not_found */
  async update(caller: Member, id: string, input: SaveView): Promise<SavedView> {
    const { brandId } = caller.seat;
    // Whether it is there at all comes before what is wrong with the rest.
    await this.database.transaction(() => this.requireTheirs(caller, id));
    return this.saved(caller, input, async (values) => {
      await this.requireTheirs(caller, id);
      return this.database.query<ViewRow>(
        `UPDATE saved_view SET owner_id = $3, name = $4, filter = $5, channel_id = $6, icon = $7, color = $8, updated_at = $9
         WHERE brand_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
        [brandId, id, ...values],
      );
    });
  }

  async remove(caller: Member, id: string): Promise<void> {
    const { brandId } = caller.seat;
    await this.database.transaction(async () => {
      await this.requireTheirs(caller, id);
      await this.database.run('DELETE FROM saved_view WHERE brand_id = $1 AND id = $2', [brandId, id]);
      await this.events.publish(VIEWS_CHANGED, { brandId });
    });
  }

  /** Puts views into this order; shared ones stay as they are for who may not change them. */
  async order(caller: Member, ids: readonly string[]): Promise<SavedView[]> {
    const { brandId, memberId } = caller.seat;
    await this.database.transaction(async () => {
      await this.database.run(
        `UPDATE saved_view v SET position = coalesce(n.place, v.position + 1000)
         FROM saved_view o LEFT JOIN unnest($3::uuid[]) WITH ORDINALITY AS n(id, place) ON n.id = o.id
         WHERE v.brand_id = $1 AND o.brand_id = $1 AND o.id = v.id AND (v.owner_id = $2 OR (v.owner_id IS NULL AND $4))`,
        [brandId, memberId, ids, caller.permissions.has('workflow.manage')],
      );
      await this.events.publish(VIEWS_CHANGED, { brandId });
    });
    return this.list(caller.seat);
  }

  /** One that the caller sees and may change, locked. Another member's own is not there for them. */
  private async requireTheirs(caller: Member, id: string): Promise<void> {
    const { seat } = caller;
    const row = await this.database.one<ViewRow>(
      `SELECT ${COLUMNS} FROM saved_view
       WHERE brand_id = $1 AND id = $2 AND (owner_id IS NULL OR owner_id = $3) FOR UPDATE`,
      [seat.brandId, id, seat.memberId],
    );
    if (row === undefined) throw notFound('The view');
    if (row.channel_id !== null && !(await this.channels.isVisible(seat, row.channel_id)))
      throw notFound('The view');
    if (row.owner_id === null) requireShared(caller);
  }

  /** Nothing is named in a filter that its author could not have chosen. */
  private async requireKnown(seat: CallerSeat, filter: SavedFilter): Promise<void> {
    const faults: string[] = [];
    const { channelId, tagId, memberId } = filter;
    if (channelId !== undefined && !(await this.channels.isVisible(seat, channelId)))
      faults.push('channelId');
    if (tagId !== undefined && !(await this.tags.list(seat.brandId)).some(({ id }) => id === tagId))
      faults.push('tagId');
    if (memberId !== undefined && !(await this.members.list(seat.brandId)).some(({ id }) => id === memberId))
      faults.push('memberId');
    if (faults.length === 0) return;
    throw new AppError('invalid_request', 'The request does not fit.', {
      issues: faults.map((field) => ({ path: ['filter', field], message: 'There is none of this id.' })),
    });
  }

  private async saved(
    caller: Member,
    input: SaveView,
    write: (values: unknown[]) => Promise<ViewRow[]>,
  ): Promise<SavedView> {
    if (input.shared) requireShared(caller);
    const { brandId, memberId } = caller.seat;
    await this.requireKnown(caller.seat, input.filter);
    try {
      return await this.database.transaction(async () => {
        const [row] = await write([
          input.shared ? null : memberId,
          storable(input.name),
          JSON.stringify(storable(input.filter)),
          input.filter.channelId ?? null,
          input.icon,
          input.color,
          this.clock.now(),
        ]);
        if (row === undefined) throw notFound('The view');
        await this.events.publish(VIEWS_CHANGED, { brandId });
        return present(row);
      });
    } catch (error) {
      if (!isUniqueViolation(error, 'saved_view_name')) throw error;
      const message = 'There is a view of this name.';
      throw new AppError('already_exists', message, { issues: [{ path: ['name'], message }] });
    }
  }
}

function requireShared({ permissions }: Member): void {
  if (!permissions.has('workflow.manage'))
    throw new AppError('forbidden', 'Views for everyone are kept by managers.');
}

const present = ({ owner_id, channel_id: _channel, ...row }: ViewRow): SavedView => ({
  ...row,
  shared: owner_id === null,
});
