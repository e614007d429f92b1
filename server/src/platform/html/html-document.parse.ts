import { type Document, DomHandler } from 'domhandler';
import { Parser } from 'htmlparser2';

/** Deeper elements are dropped and their content kept: readers and serialisers recurse. */
const MAX_DEPTH = 300;

/** No program nests so deep, and parsing takes time by the square of it. */
const HOSTILE_DEPTH = 5_000;

class TooDeep extends Error {}

class ShallowHandler extends DomHandler {
  private depth = 0;

  override onopentag(name: string, attribs: Record<string, string>): void {
    this.depth += 1;
    if (this.depth > HOSTILE_DEPTH) throw new TooDeep();
    if (this.depth <= MAX_DEPTH) super.onopentag(name, attribs);
  }

  override onclosetag(): void {
    if (this.depth <= MAX_DEPTH) super.onclosetag();
    this.depth -= 1;
  }
}

/** Parses any string as HTML, never nested deeper than 300. Null for hostile nesting; never throws. */
export function parseHtml(html: string): Document | null {
  const handler = new ShallowHandler();
  try {
    new Parser(handler, { decodeEntities: true }).end(html);
  } catch (error) {
    if (error instanceof TooDeep) return null;
    throw error;
  }
  return handler.root;
}
