import type { Visit, WidgetSettings } from '@parley/shared/livechat.js';
import type { Outgoing } from './outbox.js';
import { emptyThread, type Thread } from './thread.js';
import type { Chosen } from './uploads.js';

/** What the view draws. A new object for every change. */
export interface ChatState {
  settings: WidgetSettings | null;
  visitor: Visit['visitor'] | null;
  thread: Thread;
  /** Said here, not yet in the thread. */
  outgoing: Outgoing[];
  files: Chosen[];
  open: boolean;
  unread: number;
  /** `live` or not: what is new is fetched again and again meanwhile. */
  line: 'off' | 'connecting' | 'live';
  /** Why nothing works, where nothing does: `offline` or a code of the server. */
  trouble: string | null;
  /** The name of who of the brand is writing. */
  typing: string | null;
  loadingOlder: boolean;
  contact: 'ask' | 'later' | 'saved';
}

/** Before anything is known of anybody. */
export const nothingYet: ChatState = {
  settings: null,
  visitor: null,
  thread: emptyThread,
  outgoing: [],
  files: [],
  open: false,
  unread: 0,
  line: 'off',
  trouble: null,
  typing: null,
  loadingOlder: false,
  contact: 'ask',
};
