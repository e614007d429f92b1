import type { Chat } from './chat.js';
import { Events, isThere, optionsOf, ownTag, publish } from './embed.js';
import { HttpBackend } from './http-backend.js';
import { mount } from './mount.js';
import { OpenMark } from './open-mark.js';

/** The script that a website embeds: one tag, one widget, one name on the page. */
function start(): void {
  const tag = ownTag();
  const options = tag && optionsOf(tag);
  if (!options) {
    console.warn('Parley: the script tag needs data-channel with the id of the channel.');
    return;
  }
  if (isThere()) return;
  const events = new Events();
  /** What the page asks for before the widget stands is done then. */
  const waiting: ((chat: Chat) => void)[] = [];
  let chat: Chat | null = null;
  const whenThere = (act: (chat: Chat) => void) => {
    if (chat) act(chat);
    else waiting.push(act);
  };
  publish({
    open: () => whenThere((it) => it.open()),
    close: () => whenThere((it) => it.close()),
    identify: (identity) => whenThere((it) => void it.identify(identity)),
    on: events.on,
    get unread() {
      return chat?.state.unread ?? 0;
    },
  });
  const begin = () => {
    chat = mount(new HttpBackend(options.origin, options.endpointId), options).chat;
    const mark = new OpenMark(options.endpointId);
    let { unread, open } = chat.state;
    chat.subscribe(() => {
      const now = chat?.state;
      if (!now) return;
      if (now.unread !== unread) {
        unread = now.unread;
        events.tell('unread', unread);
      }
      if (now.open !== open) {
        open = now.open;
        mark.set(open);
        events.tell(open ? 'open' : 'close');
      }
    });
    if (mark.get()) chat.open();
    for (const act of waiting.splice(0)) act(chat);
    chat.start();
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin, { once: true });
  else begin();
}

try {
  start();
} catch (error) {
  // Nothing of the page may stop because of the chat.
  console.warn('Parley: the chat could not be started.', error);
}
