import { h, options as preact, render } from 'preact';
import type { Backend } from './backend.js';
import { Chat } from './chat.js';
import { palette } from './colour.js';
import type { EmbedOptions } from './embed.js';
import { Host } from './host.js';
import { pageTheme, watchPageTheme } from './page-theme.js';
import { App } from './view/app.js';

// Where the page has a Promise of its own making, drawing must not wait for it.
const soon = queueMicrotask;
preact.debounceRendering = (draw) => soon(draw);

export type Mounted = { chat: Chat; repaint: () => void; remove: () => void };

/** Draws the widget onto the page. */
export function mount(backend: Backend, options: EmbedOptions): Mounted {
  const wanted = [
    options.language,
    document.documentElement.lang,
    ...(navigator.languages ?? [navigator.language]),
  ];
  const chat = new Chat({
    backend,
    endpointId: options.endpointId,
    language: wanted.find((tag) => tag) ?? 'en',
    identity: options.identity,
    warn: (text) => console.warn(text),
  });
  const host = new Host(options.nonce);
  let painted = '';
  const repaint = () => {
    const { settings } = chat.state;
    if (!settings) return;
    const theme = options.theme === 'auto' ? pageTheme() : options.theme;
    const key = `${theme} ${settings.colour}`;
    if (key !== painted) host.paint(palette(settings.colour, theme), theme);
    painted = key;
  };
  const unwatch = watchPageTheme(repaint);
  const unsubscribe = chat.subscribe(repaint);
  render(h(App, { chat, host, wanted, side: options.side }), host.ground);
  host.attach();
  return {
    chat,
    repaint,
    remove: () => {
      unwatch();
      unsubscribe();
      chat.stop();
      render(null, host.ground);
      host.remove();
    },
  };
}
