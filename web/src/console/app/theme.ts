import type { themeSchema } from '@parley/shared/auth.js';
import type { z } from 'zod';
import { writeStored } from '../../lib/stored.js';

export type Theme = z.infer<typeof themeSchema>;

let chosen: Theme = 'system';
const dark = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)');

const paint = () => {
  const resolved = chosen === 'system' ? (dark?.matches ? 'dark' : 'light') : chosen;
  document.documentElement.dataset.theme = resolved;
};
dark?.addEventListener('change', paint);

/** Shows a theme now, and from the first paint on at the next start. */
export function applyTheme(theme: Theme): void {
  chosen = theme;
  writeStored('theme', theme);
  paint();
}

/** The brand's colour; what is drawn with it is derived in the tokens so that its contrast holds. */
export function applyBrandColor(color: string): void {
  if (/^#[0-9a-f]{6}$/i.test(color)) document.documentElement.style.setProperty('--brand', color);
  else document.documentElement.style.removeProperty('--brand');
}
