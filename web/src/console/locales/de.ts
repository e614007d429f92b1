import { app } from './de/app.js';
import { auth } from './de/auth.js';
import { channels } from './de/channels.js';
import { composer } from './de/composer.js';
import { conversation } from './de/conversation.js';
import { desk } from './de/desk.js';
import { inbox } from './de/inbox.js';
import { later } from './de/later.js';
import { livechat } from './de/livechat.js';
import { moderation } from './de/moderation.js';
import { newConversation } from './de/new-conversation.js';
import { notices } from './de/notices.js';
import { now } from './de/now.js';
import { people } from './de/people.js';
import { person } from './de/person.js';
import { personFields } from './de/person-fields.js';
import { personMerge } from './de/person-merge.js';
import { posts } from './de/posts.js';
import { problem } from './de/problem.js';
import { reports } from './de/reports.js';
import { settings } from './de/settings.js';
import { snippets } from './de/snippets.js';
import { ui } from './de/ui.js';
import { writing } from './de/writing.js';

export const de = {
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
