import type { WidgetLanguage, WidgetSettings } from '@parley/shared/livechat.js';
import { type Mounted, mount } from '../mount.js';
import { type Script, ScriptedBackend } from './scripted-backend.js';

/** What the console says to the preview it frames. */
export interface PreviewOrder {
  type: 'parley.preview';
  settings: WidgetSettings;
  language: WidgetLanguage;
  theme: 'light' | 'dark';
  /** Before the first word, or amid a conversation. */
  scene: 'fresh' | 'talk';
  script: Script;
}

let shown: (Mounted & { key: string; backend: ScriptedBackend }) | null = null;

/** Frames without an origin have no storage either: what is written here is gone with the page. */
function show(order: PreviewOrder): void {
  document.documentElement.classList.toggle('is-dark', order.theme === 'dark');
  const key = [order.language, order.theme, order.scene, order.settings.side].join(' ');
  if (shown?.key === key) {
    shown.backend.shown = order.settings;
    shown.chat.dress(order.settings);
    return;
  }
  shown?.remove();
  const backend = new ScriptedBackend(order.settings, order.script, order.scene === 'talk');
  const mounted = mount(backend, {
    endpointId: `preview-${crypto.randomUUID()}`,
    origin: backend.origin,
    language: order.language,
    side: null,
    theme: order.theme,
    identity: null,
    nonce: '',
  });
  shown = { ...mounted, key, backend };
  mounted.chat.start();
  mounted.chat.open();
}

window.addEventListener('message', ({ source, data }: MessageEvent<PreviewOrder>) => {
  if (source === window.parent && data?.type === 'parley.preview') show(data);
});
// The frame has no origin of its own to be told: who hears this knows the frame it made.
window.parent.postMessage({ type: 'parley.preview.ready' }, '*');
