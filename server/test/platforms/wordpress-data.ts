export type Json = Record<string, unknown>;

export interface WpUser {
  id: number;
  login: string;
  name: string;
  email: string;
  /** As WordPress shows it, in groups of four. */
  applicationPassword: string;
  capabilities: Record<string, boolean>;
}

export interface WpPost {
  id: number;
  type: 'posts' | 'pages';
  title: string;
  excerpt: string;
  status: 'publish' | 'draft' | 'trash' | 'private';
  open: boolean;
  author: number;
  image: string | null;
  date: Date;
}

export type WpStatus = 'approved' | 'hold' | 'spam' | 'trash';

export interface WpComment {
  id: number;
  post: number;
  parent: number;
  author: number;
  name: string;
  email: string;
  url: string;
  date: Date;
  content: string;
  status: WpStatus;
  /** Before it was put away. */
  before: WpStatus | null;
  type: string;
}

/** A no of the REST API (§9 "Errors"). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** `wp_kses` for whoever may not write any HTML, and `wp_rel_ugc`: what is not allowed is cut out, links are marked. */
export function filtered(content: string): string {
  const allowed = new Set('a abbr acronym b blockquote cite code del em i q s strike strong'.split(' '));
  return content
    .trim()
    .replace(/<(\/?)([a-z][a-z0-9]*)\b([^>]*)>/gi, (tag, slash: string, name: string, rest: string) => {
      if (!allowed.has(name.toLowerCase())) return '';
      if (slash !== '' || name.toLowerCase() !== 'a') return tag;
      const href = /href="([^"]*)"/.exec(rest)?.[1] ?? '';
      return `<a href="${href}" rel="nofollow ugc">`;
    });
}

/** `wpautop`, as far as comments go. */
export const rendered = (content: string): string =>
  content
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />\n')}</p>\n`)
    .join('');
