import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../ui/font.css';
import '../../ui/tokens.css';
import '../../ui/base.css';
import '../../ui/touch.css';
import '../../ui/forced-colors.css';
import { readStored, writeStored } from '../../lib/stored.js';
import { followKeyboard } from '../../lib/viewport.js';
import { keepShell } from '../data/installed.js';
import type { Connect } from '../realtime/connection.js';
import { App } from './app.js';
import { browserLocale, startI18n } from './i18n.js';
import { applyTheme, type Theme } from './theme.js';

/** Starts the console in `#root`. How it connects is given from outside. */
export async function startConsole(connect: Connect): Promise<void> {
  reloadAfterUpdate();
  keepShell();
  followKeyboard();
  applyTheme(readStored<Theme>('theme', 'system'));
  const stored = readStored<string>('locale', '');
  await startI18n(stored === 'en' || stored === 'de' ? stored : browserLocale());
  const root = document.getElementById('root');
  if (!root) throw new Error('#root is missing');
  createRoot(root).render(
    <StrictMode>
      <App connect={connect} />
    </StrictMode>,
  );
}

/** An update of the server takes the old pages' parts away: the page comes anew, once, with the new ones. */
function reloadAfterUpdate(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = readStored('reloaded-at', 0);
    // Without a line there is nothing newer to be had, and what is on the screen would be gone.
    if (!navigator.onLine || Date.now() - last < 60_000) return;
    event.preventDefault();
    writeStored('reloaded-at', Date.now());
    window.location.reload();
  });
}
