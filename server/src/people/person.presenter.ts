import { Injectable } from '@nestjs/common';
import type { Identity, PersonMerge } from '@parley/shared/people.js';
import { ConnectorRegistry } from '../channels/core/connector-registry.js';
import type { IdentityRow, MergeIntoRow } from './people.repository.js';
import { avatarUrl, presentPerson } from './person-summary.js';

/** Shown for a kind that this installation no longer has. */
const UNKNOWN_ICON = 'channel';

@Injectable()
export class PersonPresenter {
  constructor(private readonly connectors: ConnectorRegistry) {}

  identity = (row: IdentityRow): Identity => ({
    id: row.id,
    namespace: row.namespace,
    externalId: row.external_id,
    displayName: row.display_name,
    handle: row.handle,
    avatarUrl: avatarUrl(row.avatar_attachment_id),
    email: row.email,
    emailVerified: row.email_verified,
    channels: row.channels
      .map((channel) => ({ ...channel, icon: this.iconOf(channel.kind) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  });

  merge = (row: MergeIntoRow): PersonMerge => ({
    id: row.id,
    person: presentPerson({ ...row, id: row.person_id }),
    mergedAt: row.merged_at.toISOString(),
    mergedBy: row.merged_by,
  });

  private iconOf(kind: string): string {
    return (
      this.connectors.all().find(({ manifest }) => manifest.kind === kind)?.manifest.icon ?? UNKNOWN_ICON
    );
  }
}
