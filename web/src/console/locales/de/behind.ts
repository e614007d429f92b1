import { channels } from './channels.js';
import { livechat } from './livechat.js';
import { now } from './now.js';
import { personFields } from './person-fields.js';
import { personMerge } from './person-merge.js';
import { posts } from './posts.js';
import { reports } from './reports.js';
import { settings } from './settings.js';
import { snippets } from './snippets.js';

/** What is said elsewhere: comes behind the queue. */
export const behind = {
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
