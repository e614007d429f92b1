import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SaveSnippet, Snippet } from '@parley/shared/brands.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, isUniqueViolation } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { storable } from '../platform/database/storable.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { cleanFormatted } from '../platform/html/formatted-html.format.js';
import type { CallerSeat, Member } from '../platform/http/caller.js';
import { BRAND_CHANGED, MEMBER_REMOVED } from './brands.events.js';

interface SnippetRow {
  id: string;
  owner_id: string | null;
  name: string;
  shortcut: string | null;
  body: string;
  html: string | null;
  updated_at: Date;
}

const COLUMNS = 'id, owner_id, name, shortcut, body, html, updated_at';

/** Texts used again and again: those of the brand, and a member's own, which nobody else sees. */
@Injectable()
export class SnippetsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(MEMBER_REMOVED, async ({ brandId, memberId }) => {
      await this.database.run('DELETE FROM snippet WHERE brand_id = $1 AND owner_id = $2', [
        brandId,
        memberId,
      ]);
    });
  }

  /** The shared ones and the member's own, by name. */
  async list({ brandId, memberId }: CallerSeat): Promise<Snippet[]> {
    const rows = await this.database.query<SnippetRow>(
      `SELECT ${COLUMNS} FROM snippet WHERE brand_id = $1 AND (owner_id IS NULL OR owner_id = $2) ORDER BY lower(name), id`,
      [brandId, memberId],
    );
    return rows.map(present);
  }

  /** @throws AppError forbidden, already_exists, invalid_request */
  async create(caller: Member, input: SaveSnippet): Promise<Snippet> {
    const { brandId } = caller.seat;
    return this.saved(caller, input, (values) =>
      this.database.query<SnippetRow>(
        `INSERT INTO snippet (brand_id, id, owner_id, name, shortcut, body, html, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING ${COLUMNS}`,
        [brandId, newId(), ...values],
      ),
    );
  }

  /** Also shares one's own, or takes a shared one back as one's own. @throws as `create`, and not_found */
  async update(caller: Member, id: string, input: SaveSnippet): Promise<Snippet> {
    const { brandId } = caller.seat;
    return this.saved(caller, input, async (values) => {
      await this.requireTheirs(caller, id);
      return this.database.query<SnippetRow>(
        `UPDATE snippet SET owner_id = $3, name = $4, shortcut = $5, body = $6, html = $7, updated_at = $8
         WHERE brand_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
        [brandId, id, ...values],
      );
    });
  }

  async remove(caller: Member, id: string): Promise<void> {
    const { brandId } = caller.seat;
    await this.database.transaction(async () => {
      await this.requireTheirs(caller, id);
      await this.database.run('DELETE FROM snippet WHERE brand_id = $1 AND id = $2', [brandId, id]);
      await this.events.publish(BRAND_CHANGED, { brandId, what: 'snippets' });
    });
  }

  /** One that the caller may change, locked. Another member's own is not there for them. */
  private async requireTheirs(caller: Member, id: string): Promise<void> {
    const { brandId, memberId } = caller.seat;
    const row = await this.database.one<{ shared: boolean }>(
      `SELECT owner_id IS NULL AS shared FROM snippet
       WHERE brand_id = $1 AND id = $2 AND (owner_id IS NULL OR owner_id = $3) FOR UPDATE`,
      [brandId, id, memberId],
    );
    if (row === undefined) throw notFound('The snippet');
    if (row.shared) requireShared(caller);
  }

  private async saved(
    caller: Member,
    input: SaveSnippet,
    write: (values: unknown[]) => Promise<SnippetRow[]>,
  ): Promise<Snippet> {
    if (input.shared) requireShared(caller);
    const { brandId, memberId } = caller.seat;
    const { body, html } = wordsOf(input);
    try {
      return await this.database.transaction(async () => {
        const [row] = await write([
          input.shared ? null : memberId,
          storable(input.name),
          input.shortcut === '' ? null : input.shortcut,
          storable(body),
          html === null ? null : storable(html),
          this.clock.now(),
        ]);
        if (row === undefined) throw notFound('The snippet');
        await this.events.publish(BRAND_CHANGED, { brandId, what: 'snippets' });
        return present(row);
      });
    } catch (error) {
      if (isUniqueViolation(error, 'snippet_shortcut')) {
        throw new AppError('already_exists', 'Another snippet has this shortcut.', {
          issues: [{ path: ['shortcut'], message: 'Another snippet has this shortcut.' }],
        });
      }
      if (isUniqueViolation(error, 'snippet_name')) {
        throw new AppError('already_exists', 'There is a snippet of this name.', {
          issues: [{ path: ['name'], message: 'There is a snippet of this name.' }],
        });
      }
      throw error;
    }
  }
}

function requireShared({ permissions }: Member): void {
  if (!permissions.has('workflow.manage')) {
    throw new AppError('forbidden', 'Snippets for everyone are kept by managers.');
  }
}

/** As in a reply, the plain text is made from the formatted one. Pictures belong to one message only. */
function wordsOf(input: SaveSnippet): { body: string; html: string | null } {
  const fault = (path: string, message: string) =>
    new AppError('invalid_request', 'The request does not fit.', { issues: [{ path: [path], message }] });
  if (input.html === null) {
    if (input.body.trim() === '') throw fault('body', 'A snippet needs words.');
    return { body: input.body.trim(), html: null };
  }
  const clean = cleanFormatted(input.html);
  if (clean === null || clean.pictures.length > 0) throw fault('html', 'This cannot be kept in a snippet.');
  if (clean.text === '') throw fault('body', 'A snippet needs words.');
  return { body: clean.text, html: clean.html };
}

const present = (row: SnippetRow): Snippet => ({
  id: row.id,
  name: row.name,
  shortcut: row.shortcut,
  body: row.body,
  html: row.html,
  shared: row.owner_id === null,
  updatedAt: row.updated_at.toISOString(),
});
