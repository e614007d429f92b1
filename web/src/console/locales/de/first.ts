import { app } from './app.js';
import { auth } from './auth.js';
import { composer } from './composer.js';
import { conversation } from './conversation.js';
import { desk } from './desk.js';
import { inbox } from './inbox.js';
import { later } from './later.js';
import { moderation } from './moderation.js';
import { newConversation } from './new-conversation.js';
import { notices } from './notices.js';
import { people } from './people.js';
import { person } from './person.js';
import { problem } from './problem.js';
import { ui } from './ui.js';
import { writing } from './writing.js';

/** What is said on the first screens: travels before the queue shows. */
export const first = {
  app,
  auth,
  composer,
  conversation,
  desk,
  inbox,
  later,
  moderation,
  newConversation,
  notices,
  people,
  person,
  problem,
  ui,
  writing,
};
