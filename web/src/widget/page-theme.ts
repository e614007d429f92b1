import { luminance } from './colour.js';

/** Whether the page around is dark: by what it declares, else by what it looks like. */
export function pageTheme(): 'light' | 'dark' {
  const prefersDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const schemes = getComputedStyle(document.documentElement).colorScheme.split(/\s+/);
  const [light, dark] = [schemes.includes('light'), schemes.includes('dark')];
  // A page that knows only light stays light for those who prefer dark, and so do we.
  for (const element of [document.body, document.documentElement]) {
    const ground = element && groundOf(getComputedStyle(element).backgroundColor);
    if (ground !== undefined && ground !== null) return ground < 0.18 ? 'dark' : 'light';
  }
  return dark && (!light || prefersDark) ? 'dark' : 'light';
}

/** How light a background is, 0 to 1; undefined where what is behind it shows through. */
function groundOf(colour: string): number | undefined {
  const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (!colour.startsWith('rgb') || red === undefined || green === undefined || blue === undefined)
    return undefined;
  return alpha < 0.5 ? undefined : luminance([red, green, blue]);
}

/** Calls when the page may have become dark or light. */
export function watchPageTheme(changed: () => void): () => void {
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  const how = {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-theme', 'data-mode', 'data-bs-theme'],
  };
  observer.observe(document.documentElement, how);
  if (document.body) observer.observe(document.body, how);
  // What is behind may come later: style sheets, and colours that fade over.
  window.addEventListener('load', changed);
  document.addEventListener('transitionend', changed);
  return () => {
    media.removeEventListener('change', changed);
    observer.disconnect();
    window.removeEventListener('load', changed);
    document.removeEventListener('transitionend', changed);
  };
}
