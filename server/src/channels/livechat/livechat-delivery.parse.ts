import { visitorProfileSchema, visitorSaysSchema, type WidgetLanguage } from '@parley/shared/livechat.js';
import { z } from 'zod';
import { storable } from '../../platform/database/storable.js';
import type { Settings, StoredDelivery } from '../core/connector.js';
import type { IdentityRef, InboundEvent } from '../core/inbound-event.js';
import { readLivechat } from './livechat.settings.js';

/** What the door knows of a delivery beside its bytes. */
const metaSchema = z.object({
  what: z.enum(['says', 'profile', 'receipts']),
  person: z.string().min(1),
  signed: z.boolean(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  at: z.iso.datetime(),
});
export type LivechatMeta = z.infer<typeof metaSchema>;

const receiptsSchema = z.object({
  receipts: z.array(z.object({ externalId: z.string().min(1), outcome: z.enum(['delivered', 'read']) })),
});
export type LivechatReceipts = z.infer<typeof receiptsSchema>;

/** Visitors are told apart within their channel. */
export const visitorNamespace = (account: string): string => `livechat:${account}`;

/** A message's id on the channel: whose it is, and the browser's own id of it. */
export const messageIdOf = (person: string, clientId: string): string =>
  `${encodeURIComponent(person)}/${clientId}`;

/** The browser's id of a message; null where no browser wrote it. */
export function clientIdOf(externalId: string | null): string | null {
  const match = /^[uv]%3A[^/]+\/(.+)$/s.exec(externalId ?? '');
  return match?.[1] ?? null;
}

const STRANGER: Record<WidgetLanguage, string> = { en: 'Visitor', de: 'Besucher' };

/** Names are for the eye only: short, and hardly twice the same on one day. */
function strangerName(person: string, settings: Settings): string {
  const short = person
    .replace(/[^0-9a-z]/gi, '')
    .slice(1, 6)
    .toUpperCase();
  return `${STRANGER[readLivechat(settings).languages[0]]} ${short}`;
}

/** One message, profile or set of receipts of a visitor; pure. */
export async function parseLivechat(delivery: StoredDelivery): Promise<InboundEvent[]> {
  const { channel } = delivery;
  if (channel === null) throw new Error('a delivery of a live chat without its channel');
  const meta = metaSchema.parse(delivery.meta);
  // As the door has read it: ids are the same.
  const body: unknown = storable(JSON.parse((await delivery.body()).toString('utf8')));
  const base = { account: channel.account, at: meta.at };
  const identity: IdentityRef = {
    namespace: visitorNamespace(channel.account),
    externalId: meta.person,
    name: meta.name,
    handle: meta.email,
    email: meta.email === null ? null : { address: meta.email, verified: meta.signed },
    placeholder: meta.signed ? meta.person.slice(2) : strangerName(meta.person, channel.settings),
  };
  switch (meta.what) {
    case 'says': {
      const { clientId, text, uploadIds, page, language } = visitorSaysSchema.parse(body);
      const externalId = messageIdOf(meta.person, clientId);
      return [
        {
          ...base,
          type: 'message',
          key: `says/${externalId}`,
          conversation: { externalId: meta.person, medium: 'chat' },
          externalId,
          direction: 'in',
          visibility: 'private',
          author: identity,
          others: [],
          text,
          attachments: uploadIds.map((uploadId) => ({
            filename: '',
            contentType: 'application/octet-stream',
            size: 0,
            uploadId,
          })),
          page: page === null ? null : { ...page, language },
        },
      ];
    }
    case 'profile': {
      const profile = visitorProfileSchema.parse(body);
      const typed = profile.email?.toLowerCase() ?? null;
      const named: IdentityRef = {
        ...identity,
        name: meta.name ?? (profile.name || null),
        handle: meta.email ?? typed,
        // What somebody types proves nothing.
        email: identity.email ?? (typed === null ? null : { address: typed, verified: false }),
      };
      return [{ ...base, type: 'profile', key: `profile/${delivery.id}`, identity: named }];
    }
    case 'receipts':
      return receiptsSchema.parse(body).receipts.map(({ externalId, outcome }) => ({
        ...base,
        type: 'receipt',
        key: `${outcome}/${externalId}`,
        externalId,
        outcome,
      }));
  }
}
