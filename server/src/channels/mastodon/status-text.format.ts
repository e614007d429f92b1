import render from 'dom-serializer';
import { type ChildNode, type Element, isTag, isText, type ParentNode, Text } from 'domhandler';
import { cleanFormatted } from '../../platform/html/formatted-html.format.js';
import { parseHtml } from '../../platform/html/html-document.parse.js';
import type { Mention, Status } from './entities.js';

/** What a status says. */
export interface StatusText {
  text: string;
  /** Where it is formatted beyond paragraphs and links that say their own address; else null. */
  html: string | null;
}

/** Much longer than any instance lets people write; what other software federates may be. */
const LONGEST = 200_000;

/**
 * HTML of a status (https://docs.joinmastodon.org/spec/activitypub/#sanitization) as words, and made clean by an allow
 * list. Links that Mastodon shortens for the eye are whole; mentions bear the address of who is meant.
 */
export function textOfStatus(status: Pick<Status, 'content' | 'mentions' | 'poll'>): StatusText {
  const source = status.content.slice(0, LONGEST);
  const document = parseHtml(source);
  const said = document === null ? null : cleanFormatted(unwound(document, status.mentions));
  const text = said?.text ?? source.replace(/<[^>]*>/g, ' ').trim();
  return {
    text: [text, ...optionsOf(status)].filter((part) => part !== '').join('\n'),
    html: said?.html ?? null,
  };
}

/** A poll's options, each a line. */
function optionsOf({ poll }: Pick<Status, 'poll'>): string[] {
  const sign = poll?.multiple === true ? '☐' : '○';
  return (poll?.options ?? []).map(({ title }) => `${sign} ${title}`);
}

/** Links whose words say where they lead become those words. */
function unwound(document: ParentNode, mentions: readonly Mention[]): string {
  replaceLinks(document, mentions);
  return render(document as never, { encodeEntities: 'utf8' });
}

function replaceLinks(parent: ParentNode, mentions: readonly Mention[]): void {
  parent.children = parent.children.map((child) => {
    if (!isTag(child)) return child;
    const words = child.name === 'a' ? wordsOf(child, mentions) : null;
    if (words === null) {
      replaceLinks(child, mentions);
      return child;
    }
    const text: ChildNode = new Text(words);
    text.parent = parent;
    return text;
  });
}

/** @returns null for a link with words of its own */
function wordsOf(link: Element, mentions: readonly Mention[]): string | null {
  const words = textIn(link).trim();
  const href = link.attribs.href ?? '';
  const classes = (link.attribs.class ?? '').split(/\s+/);
  if (classes.includes('hashtag') || words.startsWith('#')) return words;
  if (classes.includes('mention') || words.startsWith('@')) {
    const known = mentions.find(({ url, username }) => url === href && `@${username}` === words);
    return known === undefined ? words : `@${known.acct}`;
  }
  return plain(words) === plain(href) ? href : null;
}

const plain = (address: string) => address.replace(/^https?:\/\//i, '').replace(/\/$/, '');

function textIn(parent: ParentNode): string {
  return parent.children
    .map((child) => (isText(child) ? child.data : isTag(child) ? textIn(child) : ''))
    .join('');
}
