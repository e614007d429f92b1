import { z } from 'zod';
import { AppError } from '../errors/app-error.js';

const uuid = z.uuid();

/** Where a keyset page ended: the instant it is sorted by, and the id that decides between equals. */
export interface InstantCursor {
  at: Date;
  id: string;
}

export function encodeCursor({ at, id }: InstantCursor): string {
  return Buffer.from(`${at.getTime()} ${id}`).toString('base64url');
}

/** @throws AppError invalid_request when it is none of ours */
export function decodeCursor(cursor: string | undefined): InstantCursor | null {
  if (cursor === undefined) return null;
  const [ms = '', id = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split(' ');
  const at = new Date(/^-?\d{1,16}$/.test(ms) ? Number(ms) : Number.NaN);
  if (Number.isNaN(at.getTime()) || !uuid.safeParse(id).success) {
    throw new AppError('invalid_request', 'The request does not fit.', {
      issues: [{ path: ['cursor'], message: 'This is not a cursor of an earlier page.' }],
    });
  }
  return { at, id };
}

/** Cuts the one row too many that says whether there is another page. */
export function pageOfRows<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => InstantCursor,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(present), nextCursor: more ? encodeCursor(cursorOf(last)) : null };
}
