import type { InboundPost } from '../core/inbound-event.js';
import { instantOf, postSchema, type SiteComment, type SitePost } from './comment.js';
import { commentWords, lineOf } from './comment-words.parse.js';

const LONGEST_EXCERPT = 400;

/** The post a comment stands under, as far as the comment tells. */
export function embeddedPost({ _embedded }: SiteComment): SitePost | undefined {
  const read = postSchema.safeParse(_embedded?.up?.[0]);
  return read.success ? read.data : undefined;
}

/** Pure. */
export function postCard(post: SitePost): InboundPost {
  const title = lineOf(post.title?.rendered ?? '');
  const excerpt = excerptOf(post);
  const author = post._embedded?.author?.[0]?.name ?? null;
  return {
    externalId: post.id,
    title: title === '' ? null : title,
    ...(excerpt === '' ? {} : { excerpt }),
    url: webAddress(post.link),
    imageUrl: pictureOf(post),
    authorName: author === null ? null : lineOf(author),
    publishedAt: post.date_gmt == null ? null : (instantOf(post.date_gmt)?.toISOString() ?? null),
  };
}

function excerptOf({ excerpt, content }: SitePost): string {
  const html = excerpt?.rendered || content?.rendered || '';
  const words = commentWords(html)
    .text.replace(/\s+/g, ' ')
    .replace(/\s*\[(?:…|\.{3})\]$/, ' …')
    .trim();
  const signs = [...words];
  return signs.length <= LONGEST_EXCERPT ? words : `${signs.slice(0, LONGEST_EXCERPT).join('').trimEnd()} …`;
}

/** A size fit for a card, where the site has made one. */
function pictureOf({ _embedded }: SitePost): string | null {
  const media = _embedded?.['wp:featuredmedia']?.[0];
  const sizes = media?.media_details?.sizes ?? {};
  const fit = sizes.medium_large ?? sizes.large ?? sizes.medium;
  return webAddress(fit?.source_url ?? media?.source_url);
}

export function webAddress(value: string | null | undefined): string | null {
  if (value == null || !URL.canParse(value)) return null;
  return /^https?:$/.test(new URL(value).protocol) ? value : null;
}
