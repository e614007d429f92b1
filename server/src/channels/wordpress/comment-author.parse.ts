import { createHash } from 'node:crypto';
import type { IdentityRef } from '../core/inbound-event.js';
import type { SiteComment } from './comment.js';
import { lineOf } from './comment-words.parse.js';
import { embeddedPost, webAddress } from './post-card.parse.js';
import type { OurSide } from './wordpress.settings.js';

const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;

/**
 * Whether the brand wrote it: the connected user, users named in the settings, whoever wrote the post. A guest never is:
 * anybody can type our name and address.
 */
export function isOurs(comment: SiteComment, { userId, postAuthorsAreUs, ourAuthors }: OurSide): boolean {
  const { author, author_email, author_name } = comment;
  if (author === '0') return false;
  if (author === userId) return true;
  const names = [author, author_email ?? '', lineOf(author_name)].map((name) => name.toLowerCase());
  if (names.some((name) => name !== '' && ourAuthors.includes(name))) return true;
  return postAuthorsAreUs && embeddedPost(comment)?.author === author;
}

/**
 * Who wrote a comment. Users of the site by their id; guests by the mail address they typed, which nobody has verified;
 * guests without one only within their thread, since a name says nothing.
 * @param site the channel's account
 */
export function authorOf(comment: SiteComment, site: string, root: string): IdentityRef {
  const address = comment.author_email?.trim().toLowerCase() ?? '';
  const email = ADDRESS.test(address) ? address : null;
  const name = lineOf(comment.author_name);
  const avatarUrl = avatarOf(comment);
  return {
    namespace: `wordpress:${site}`,
    externalId: idOf(comment, { email, name, root }),
    name: name === '' ? null : name,
    placeholder: 'Anonymous',
    ...(email === null ? {} : { handle: email, email: { address: email, verified: false } }),
    ...(avatarUrl === null ? {} : { avatarUrl }),
  };
}

function idOf(
  { author, author_url }: SiteComment,
  { email, name, root }: { email: string | null; name: string; root: string },
): string {
  if (author !== '0') return `user:${author}`;
  if (email !== null) return `guest:${email}`;
  const seen = createHash('sha256')
    .update(`${name.toLowerCase()}\n${author_url ?? ''}`)
    .digest('hex');
  return `guest:${root}:${seen.slice(0, 16)}`;
}

/** The largest picture. Gravatar is asked to have none rather than to draw a silhouette. */
function avatarOf({ author_avatar_urls }: SiteComment): string | null {
  const [largest] = Object.entries(author_avatar_urls ?? {}).sort(([a], [b]) => Number(b) - Number(a));
  const address = webAddress(largest?.[1]);
  if (address === null) return null;
  const url = new URL(address);
  if (/(?:^|\.)gravatar\.com$/i.test(url.hostname)) {
    url.protocol = 'https:';
    url.searchParams.set('d', '404');
  }
  return url.href;
}
