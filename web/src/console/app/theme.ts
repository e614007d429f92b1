import type { themeSchema } from '@parley/shared/auth.js';
import type { z } from 'zod';
import { writeStored } from '../../lib/stored.js';

export type Theme = z.infer<typeof themeSchema>;

let chosen: Theme = 'system';
const media = (query: string) => (typeof matchMedia === 'undefined' ? null : matchMedia(query));
const dark = media('(prefers-color-scheme: dark)');
const phone = media('(max-width: 52rem)');

const paint = () => {
  const resolved = chosen === 'system' ? (dark?.matches ? 'dark' : 'light') : chosen;
  document.documentElement.dataset.theme = resolved;
  paintFrame();
};
/** The frame of an installed app goes on in the colour of what it touches, whatever the system would like. */
const paintFrame = () => {
  const color = getComputedStyle(document.documentElement).getPropertyValue(
    phone?.matches ? '--surface' : '--bg',
  );
  if (color === '') return;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    meta.content = color.trim();
};
dark?.addEventListener('change', paint);
phone?.addEventListener('change', paintFrame);

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
