import { app } from './en/app.js';
import { auth } from './en/auth.js';
import { channels } from './en/channels.js';
import { composer } from './en/composer.js';
import { conversation } from './en/conversation.js';
import { desk } from './en/desk.js';
import { inbox } from './en/inbox.js';
import { later } from './en/later.js';
import { livechat } from './en/livechat.js';
import { moderation } from './en/moderation.js';
import { newConversation } from './en/new-conversation.js';
import { notices } from './en/notices.js';
import { now } from './en/now.js';
import { people } from './en/people.js';
import { person } from './en/person.js';
import { personFields } from './en/person-fields.js';
import { personMerge } from './en/person-merge.js';
import { posts } from './en/posts.js';
import { problem } from './en/problem.js';
import { reports } from './en/reports.js';
import { settings } from './en/settings.js';
import { snippets } from './en/snippets.js';
import { ui } from './en/ui.js';
import { writing } from './en/writing.js';

export const en = {
  app,
  auth,
  channels,
  composer,
  conversation,
  desk,
  inbox,
  later,
  livechat,
  moderation,
  newConversation,
  notices,
  now,
  people,
  person,
  personFields,
  personMerge,
  posts,
  problem,
  reports,
  settings,
  snippets,
  ui,
  writing,
};
