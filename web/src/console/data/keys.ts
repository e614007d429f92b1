import type { QueueQuery } from '@parley/shared/conversations.js';
import type { PeopleSort } from '@parley/shared/people.js';
import type { CommentSort } from '@parley/shared/posts.js';

export type QueueFilter = Partial<Omit<QueueQuery, 'cursor' | 'limit' | 'view'>> & Pick<QueueQuery, 'view'>;

export type CommentsFilter = { sort: CommentSort; q: string };

/** Every key of the query cache, so that live events and screens mean the same entries. */
export const keys = {
  session: ['session'] as const,
  queues: ['queue'] as const,
  queue: (filter: QueueFilter) => ['queue', filter] as const,
  counts: ['counts'] as const,
  conversations: ['conversation'] as const,
  conversation: (id: string) => ['conversation', id] as const,
  messages: (id: string) => ['messages', id] as const,
  draft: (id: string) => ['draft', id] as const,
  peopleLists: ['people'] as const,
  people: (query: { q: string; tagId: string | null; sort: PeopleSort }) => ['people', query] as const,
  postLists: ['posts'] as const,
  posts: (filter: { q: string; channelId: string | null }) => ['posts', filter] as const,
  post: (id: string) => ['post', id] as const,
  allComments: ['comments'] as const,
  comments: (postId: string, filter: CommentsFilter) => ['comments', postId, filter] as const,
  scheduled: ['scheduled'] as const,
  scheduledList: (mine: boolean) => ['scheduled', 'list', mine] as const,
  scheduledOf: (id: string) => ['scheduled', 'of', id] as const,
  now: ['now'] as const,
  alerts: ['alerts'] as const,
  alertLog: ['alerts', 'log'] as const,
  notifications: ['notifications'] as const,
  unread: ['unread-notifications'] as const,
  notificationSettings: ['notification-settings'] as const,
  person: (id: string) => ['person', id] as const,
  mergeSuggestions: (id: string) => ['person', id, 'merge-suggestions'] as const,
  mergePreview: (intoId: string, fromId: string) => ['person', intoId, 'merge-preview', fromId] as const,
  personConversations: (id: string) => ['person', id, 'conversations'] as const,
  /** Those of a person that another one can be merged into; not in pages, as `personConversations` is. */
  mergeChoices: (id: string) => ['person', id, 'merge-choices'] as const,
  search: (q: string) => ['search', q] as const,
  members: ['members'] as const,
  invitations: ['invitations'] as const,
  tags: ['tags'] as const,
  views: ['views'] as const,
  snippets: ['snippets'] as const,
  personFields: ['person-fields'] as const,
  brand: ['brand'] as const,
  calendar: ['calendar'] as const,
  targets: ['targets'] as const,
  audit: ['audit'] as const,
  profile: ['profile'] as const,
  sessions: ['sessions'] as const,
  tokens: ['tokens'] as const,
  channelKinds: ['channel-kinds'] as const,
  channels: ['channels'] as const,
  channel: (id: string) => ['channels', id] as const,
  channelEvents: (id: string, state: string) => ['channels', id, 'events', state] as const,
  reports: ['reports'] as const,
  report: (path: string, query: Record<string, string>) => ['reports', path, query] as const,
  reportSettings: ['report-settings'] as const,
  recomputations: ['recomputations'] as const,
  channelDeliveries: (id: string) => ['channels', id, 'deliveries'] as const,
};
