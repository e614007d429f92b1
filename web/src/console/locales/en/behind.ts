import { channels } from './channels.js';
import { composer } from './composer.js';
import { livechat } from './livechat.js';
import { moderation } from './moderation.js';
import { now } from './now.js';
import { personFields } from './person-fields.js';
import { personMerge } from './person-merge.js';
import { posts } from './posts.js';
import { reports } from './reports.js';
import { settings } from './settings.js';
import { snippets } from './snippets.js';
import { writing } from './writing.js';

/** What is said elsewhere: comes behind the queue. */
export const behind = {
  composer,
  moderation,
  writing,
  channels,
  livechat,
  now,
  personFields,
  personMerge,
  posts,
  reports,
  settings,
  snippets,
};
