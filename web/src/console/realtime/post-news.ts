import type { ServerEventOf } from '@parley/shared/realtime.js';

type News = ServerEventOf<'post.changed'>;
type Listener = { postId: string; onNews: (news: News) => void; onReturn: () => void };

const listeners = new Set<Listener>();

/** What is pushed for the open post goes to the screen that shows it. */
export const postNews = {
  tell: (news: News) => {
    for (const one of listeners) if (one.postId === news.postId) one.onNews(news);
  },
  /** The connection is back: what was pushed meanwhile is lost. */
  returned: () => {
    for (const one of listeners) one.onReturn();
  },
  listen: (listener: Listener) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
};
