import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import './kbd.css';

const mac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

/** What stands on a key, in the language of the reader's keyboard; a Mac's keys bear signs. */
function capOf(t: TFunction, key: string): string {
  const caps: Record<string, string> = {
    mod: mac ? '⌘' : t('ui.keys.ctrl'),
    shift: mac ? '⇧' : t('ui.keys.shift'),
    alt: mac ? '⌥' : 'Alt',
    enter: '↵',
    escape: 'Esc',
    up: '↑',
    down: '↓',
  };
  return caps[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** `mod+enter` in words, for a tooltip: `Ctrl + Enter`. */
export function keysText(t: TFunction, keys: string): string {
  return keys
    .split('+')
    .map((key) => (key === 'enter' ? t('ui.keys.enter') : capOf(t, key)))
    .join(' + ');
}

/** `mod+enter` or `g o` as little key caps. */
export function Keys({ keys }: { keys: string }) {
  const { t } = useTranslation();
  return (
    <span className="keys" aria-hidden="true">
      {keys.split(' ').map((stroke) => (
        <span key={stroke} className="keys-stroke">
          {stroke.split('+').map((key) => (
            <kbd key={key} className="kbd">
              {capOf(t, key)}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
