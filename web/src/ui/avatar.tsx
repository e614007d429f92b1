import { useState } from 'react';
import { cx } from './cx.js';
import './avatar.css';

type Props = {
  name: string;
  url?: string | null;
  size?: 'xs' | 'sm' | 'md' | 'lg';
  className?: string;
  title?: string;
  /** The initials are a picture, not words: on what is called otherwise. */
  drawn?: boolean;
};

/** A face: the picture if there is one and it loads, else initials on a colour that stays with the name. */
export function Avatar({ name, url, size = 'md', className, title, drawn }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  const picture = url && broken !== url ? url : null;
  return (
    <span
      className={cx('avatar', `avatar-${size}`, className)}
      style={picture ? undefined : { '--avatar-h': String(hueOf(name)) }}
      {...(title ? { role: 'img', 'aria-label': title } : { 'aria-hidden': true })}
      title={title}
      data-initials={drawn && !picture ? initials(name) : undefined}
    >
      {picture ? (
        <img src={picture} alt="" loading="lazy" onError={() => setBroken(picture)} />
      ) : (
        !drawn && initials(name)
      )}
    </span>
  );
}

/** First letters of the first and the last word; the first letter of an address. */
export function initials(name: string): string {
  const words = name
    .replace(/@.*$/, '')
    .split(/[\s._-]+/u)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (!first) return '·';
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const head = (word: string) => [...word][0]?.toLocaleUpperCase() ?? '';
  return head(first) + (last ? head(last) : '');
}

/** A hue, 0 to 359, that is the same wherever and whenever the name appears. */
export function hueOf(text: string): number {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return (hash >>> 0) % 360;
}
