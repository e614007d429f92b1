import { app } from './app.js';
import { auth } from './auth.js';
import { conversation } from './conversation.js';
import { desk } from './desk.js';
import { inbox } from './inbox.js';
import { later } from './later.js';
import { newConversation } from './new-conversation.js';
import { notices } from './notices.js';
import { people } from './people.js';
import { person } from './person.js';
import { problem } from './problem.js';
import { ui } from './ui.js';

/** What is said on the first screens: travels before the queue shows. */
export const first = {
  app,
  auth,
  conversation,
  desk,
  inbox,
  later,
  newConversation,
  notices,
  people,
  person,
  problem,
  ui,
};
