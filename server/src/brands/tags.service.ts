import { Injectable } from '@nestjs/common';
import type { Tag } from '@parley/shared/brands.js';
import { Database, isUniqueViolation } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { BRAND_CHANGED } from './brands.events.js';

const DEFAULT_COLOR = '#868e96';

@Injectable()
export class TagsService {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  list(brandId: string): Promise<Tag[]> {
    return this.database.query<Tag>(
      'SELECT id, name, color FROM tag WHERE brand_id = $1 ORDER BY lower(name)',
      [brandId],
    );
  }

  async create(brandId: string, input: { name: string; color?: string }): Promise<Tag> {
    const tag = { id: newId(), name: input.name, color: input.color ?? DEFAULT_COLOR };
    await this.change(brandId, () =>
      this.database.run('INSERT INTO tag (id, brand_id, name, color) VALUES ($1, $2, $3, $4)', [
        tag.id,
        brandId,
        tag.name,
        tag.color,
      ]),
    );
    return tag;
  }

  async update(brandId: string, id: string, input: { name: string; color?: string }): Promise<Tag> {
    const rows = await this.change(brandId, () =>
      this.database.query<Tag>(
        'UPDATE tag SET name = $3, color = coalesce($4, color) WHERE brand_id = $1 AND id = $2 RETURNING id, name, color',
        [brandId, id, input.name, input.color ?? null],
      ),
    );
    const [tag] = rows;
    if (tag === undefined) throw notFound('The tag');
    return tag;
  }

  /** Removes the tag, and from every conversation that had it. */
  async remove(brandId: string, id: string): Promise<void> {
    const gone = await this.change(brandId, () =>
      this.database.run('DELETE FROM tag WHERE brand_id = $1 AND id = $2', [brandId, id]),
    );
    if (gone === 0) throw notFound('The tag');
  }

  private async change<T>(brandId: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(async () => {
        const result = await work();
        await this.events.publish(BRAND_CHANGED, { brandId, what: 'tags' });
        return result;
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('already_exists', 'There is a tag of this name.');
      throw error;
    }
  }
}
