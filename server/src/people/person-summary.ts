import type { Tag } from '@parley/shared/brands.js';
import type { PersonRow, PersonSummary } from '@parley/shared/people.js';

export interface PersonColumns {
  id: string;
  name: string;
  avatar_attachment_id: string | null;
  handle: string | null;
}

/** Where the console finds a picture; relative to the server. */
export const avatarUrl = (attachmentId: string | null): string | null =>
  attachmentId === null ? null : `/api/v1/attachments/${attachmentId}`;

export const presentPerson = (row: PersonColumns): PersonSummary => ({
  id: row.id,
  name: row.name,
  avatarUrl: avatarUrl(row.avatar_attachment_id),
  handle: row.handle,
});

export const presentPersonRow = (row: PersonColumns & { last_seen_at: Date; tags: Tag[] }): PersonRow => ({
  ...presentPerson(row),
  lastSeenAt: row.last_seen_at.toISOString(),
  tags: row.tags,
});
