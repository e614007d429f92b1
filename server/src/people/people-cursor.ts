import type { PeopleSort } from '@parley/shared/people.js';
import { z } from 'zod';
import { AppError } from '../platform/errors/app-error.js';
import type { PeopleCursor, PersonRow } from './people.repository.js';

const cursorSchema = z.tuple([z.enum(['seen', 'name']), z.string(), z.uuid()]);

export function cursorOf(row: PersonRow, sort: PeopleSort): string {
  const value = sort === 'name' ? row.sort_name : row.last_seen_at.toISOString();
  return Buffer.from(JSON.stringify([sort, value, row.id])).toString('base64url');
}

/** @throws AppError invalid_request when it is none of ours, or of a list sorted otherwise */
export function readCursor(cursor: string | undefined, sort: PeopleSort): PeopleCursor | null {
  if (cursor === undefined) return null;
  const read = cursorSchema.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
  const fits =
    read.success &&
    read.data[0] === sort &&
    !read.data[1].includes('\0') &&
    (sort === 'name' || z.iso.datetime().safeParse(read.data[1]).success);
  if (!fits) {
    throw new AppError('invalid_request', 'The request does not fit.', {
      issues: [{ path: ['cursor'], message: 'This is not a cursor of an earlier page.' }],
    });
  }
  return { value: read.data[1], id: read.data[2] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
