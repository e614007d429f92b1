export type Json = Record<string, unknown>;

/** What it does with the next status, once it has found nothing wrong with it. */
export type Reaction =
  | 'take'
  /** Takes it, and cuts the line without a word. */
  | 'take-and-cut'
  /** Takes it, and never answers. */
  | 'take-and-keep-silent'
  /** Takes it, and answers with an error of its own. */
  | 'take-and-fail'
  /** Cuts the line before anything was done. */
  | 'cut'
  | { status: number; error: string };

export interface Person {
  id: string;
  acct: string;
  username: string;
  display_name: string;
  uri: string;
}

export interface Said {
  id: string;
  by: Person;
  text: string;
  visibility: string;
  replyTo: string | null;
  warning: string;
  language: string | null;
  mentions: Person[];
  media: Medium[];
  at: Date;
  editedAt: Date | null;
  likedByUs: boolean;
  likes: number;
  reblogOf?: string;
}

export interface Medium {
  id: string;
  type: string;
  url: string;
  description: string | null;
  content: Buffer;
  contentType: string;
  filename: string;
  /** Looks until it is ready; -1: it never will be. */
  waits: number;
}

export interface Note {
  id: string;
  type: string;
  account: Person;
  statusId: string | null;
  at: Date;
  filtered: boolean;
}

/** What it answers instead. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
  ) {
    super(error);
  }
}

export const GONE = () => new Refusal(404, 'Record not found');
export const invalid = (what: string) => new Refusal(422, `Validation failed: ${what}`);

export function checkNames(given: readonly string[], known: readonly string[]): void {
  for (const name of given) {
    if (!known.includes(name)) throw new Refusal(422, `there is no parameter "${name}"`);
  }
}

export const linkOf = ({ acct }: Person) => `https://social.example/@${acct}`;

/** As the original writes it: names and addresses become links, lines break, paragraphs are parted. */
export function htmlOf({ text, mentions }: Said): string {
  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const linked = safe
    .replace(
      /https?:\/\/([^\s<]+)/g,
      (address, rest: string) =>
        `<a href="${address}" target="_blank" rel="nofollow noopener"><span class="invisible">${address.slice(0, -rest.length)}</span><span class="ellipsis">${rest.slice(0, 30)}</span><span class="invisible">${rest.slice(30)}</span></a>`,
    )
    .replace(/(?<![\w/=@.])@([\w.-]*\w(?:@[\w.-]*\w)?)/g, (whole, acct: string) => {
      const person = mentions.find((one) => one.acct === acct || one.username === acct);
      if (person === undefined) return whole;
      return `<span class="h-card" translate="no"><a href="${linkOf(person)}" class="u-url mention">@<span>${person.username}</span></a></span>`;
    });
  return `<p>${linked.replace(/\n\n+/g, '</p><p>').replace(/\n/g, '<br />')}</p>`;
}

export function accountJson({ id, acct, username, display_name, uri }: Person): Json {
  return {
    id,
    username,
    acct,
    display_name,
    uri,
    url: `https://social.example/@${acct}`,
    avatar: 'https://social.example/avatars/original/missing.png',
    avatar_static: 'https://social.example/avatars/original/missing.png',
    bot: false,
  };
}

export function mediumJson(medium: Medium): Json {
  return {
    id: medium.id,
    type: medium.type,
    url: medium.waits === 0 ? medium.url : null,
    preview_url: medium.waits === 0 ? medium.url : null,
    remote_url: null,
    description: medium.description,
  };
}

/** Newest first; `min_id` gives those right after it (https://docs.joinmastodon.org/api/guidelines/#pagination). */
export function pageOf(url: URL, entries: Json[]): { page: Json[]; headers: Record<string, string> } {
  const limit = Number(url.searchParams.get('limit') ?? 20);
  if (!(limit >= 1 && limit <= 80)) throw invalid('limit');
  const beyond = (name: string, keep: (a: bigint, b: bigint) => boolean) => (entry: Json) => {
    const id = url.searchParams.get(name);
    return id === null || keep(BigInt(String(entry.id)), BigInt(id));
  };
  const found = entries
    .filter(beyond('min_id', (a, b) => a > b))
    .filter(beyond('since_id', (a, b) => a > b))
    .filter(beyond('max_id', (a, b) => a < b))
    .sort((a, b) => (BigInt(String(a.id)) < BigInt(String(b.id)) ? -1 : 1));
  const page = (url.searchParams.has('min_id') ? found.slice(0, limit) : found.slice(-limit)).reverse();
  const link = (rel: string, name: string, entry: Json | undefined) =>
    entry === undefined ? [] : [`<${url.origin}${url.pathname}?${name}=${String(entry.id)}>; rel="${rel}"`];
  const links = [...link('next', 'max_id', page.at(-1)), ...link('prev', 'min_id', page[0])];
  return { page, headers: links.length === 0 ? {} : { link: links.join(', ') } };
}
