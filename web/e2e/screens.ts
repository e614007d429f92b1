import type { ChannelSummary } from '@parley/shared/channels.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { PersonSummary } from '@parley/shared/people.js';
import type { Page } from 'playwright-core';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { settle } from './settle.js';

const HOUR = 3_600_000;

/** Fills the brand with a little of everything, so that every screen has something to show. */
export async function furnish(owner: ApiClient): Promise<void> {
  const shop = await ApiSender.connect(owner, { webhookUrl: 'http://127.0.0.1:9/nobody' });
  const post = {
    id: 'post',
    title: 'Aus der Rösterei',
    text: 'Aprikose und Honig.',
    url: 'https://example.org/post',
    publishedAt: new Date(Date.now() - HOUR).toISOString(),
  };
  const words = {
    text: 'Wo bleibt mein Paket 4471?',
    html: '<p>Wo bleibt <b>mein</b> Paket 4471?</p><ul><li>bezahlt</li></ul><img src="https://example.org/p.gif">',
  };
  await shop.deliver({
    events: [
      apiMessage({ conversation: 'mail', medium: 'email', person: 'Anna', message: words }),
      apiMessage({ conversation: 'chat', medium: 'chat', person: 'Ben', message: { text: 'Hallo?' } }),
      apiMessage({
        conversation: 'comment',
        medium: 'comment',
        person: 'Carla',
        message: { text: 'Schön!' },
        post,
      }),
    ],
  });
  const rows = await eventually('three conversations', async () => {
    const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
    return items.length === 3 ? items : null;
  });
  const chat = rows.find((row) => row.medium === 'chat');
  const tag = await owner.post<{ id: string }>('/api/v1/tags', { name: 'Versand', color: '#0b6e79' });
  await owner.put(`/api/v1/conversations/${chat?.id}/tags`, { tagIds: [tag.id] });
  await owner.post(`/api/v1/conversations/${chat?.id}/messages`, {
    clientId: 'first-note',
    kind: 'note',
    body: 'Frage ich nach.',
  });
  const mail = rows.find((row) => row.medium === 'email');
  await owner.post(`/api/v1/conversations/${mail?.id}/messages`, {
    clientId: 'first-for-later',
    body: 'Morgen früh ist es da.',
    seenSeq: 1,
    sendAt: new Date(Date.now() + 20 * HOUR).toISOString(),
  });
  await owner.post('/api/v1/invitations', { email: 'mia@example.test', role: 'agent' });
  // Far from being up: nobody is told of anything.
  await owner.post('/api/v1/now/alerts', { measure: 'ours', threshold: 1_000 });
  await owner.post('/api/v1/profile/tokens', { name: 'Kasse' });
  await owner.post('/api/v1/snippets', {
    name: 'Dank',
    shortcut: 'dank',
    body: 'Danke, {{person.firstName|ihr}}!',
    shared: true,
  });
}

/** Every screen by name, with its path. */
export async function screens(owner: ApiClient): Promise<Record<string, string>> {
  const { items: rows } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
  const { items: people } = await owner.get<{ items: PersonSummary[] }>('/api/v1/people');
  const channels = await owner.get<ChannelSummary[]>('/api/v1/channels');
  const { items: posts } = await owner.get<{ items: { id: string }[] }>('/api/v1/posts');
  const of = (medium: string) => rows.find((row) => row.medium === medium)?.id;
  return {
    queue: '/inbox/ours',
    'empty view': '/inbox/snoozed',
    mail: `/inbox/ours/${of('email')}`,
    chat: `/inbox/ours/${of('chat')}`,
    comment: `/inbox/ours/${of('comment')}`,
    search: '/search?q=paket',
    scheduled: '/scheduled',
    now: '/now',
    alerts: '/now/alerts',
    posts: '/posts',
    post: `/posts/${posts[0]?.id}`,
    'comment under its post': `/posts/${posts[0]?.id}/${of('comment')}`,
    people: '/people',
    person: `/people/${people[0]?.id}`,
    reports: '/reports',
    'report, proven': '/reports?open=median',
    'own report': '/reports/mine',
    channels: '/channels',
    channel: `/channels/${channels[0]?.id}`,
    connect: '/channels/connect/api',
    ...Object.fromEntries(
      [
        'profile',
        'security',
        'tokens',
        'brand',
        'hours',
        'targets',
        'members',
        'tags',
        'snippets',
        'people',
        'reports',
        'audit',
      ].map((section) => [`settings: ${section}`, `/settings/${section}`]),
    ),
    'nothing here': '/nowhere',
  };
}

/** Pages for those who are not signed in. */
export const openScreens: Record<string, string> = {
  'sign in': '/sign-in',
  reset: '/reset',
  'set up': '/setup?token=none',
  invitation: '/invite?token=none',
};

/** Goes to another screen of the console as a link does, without loading all of it again. */
export async function walkTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
  }, path);
  await settle(page);
}
