import { type ChildNode, type Document, DomHandler, isTag, type ParentNode } from 'domhandler';
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

/** Takes `leaves` out of the document, and every element that held nothing else. */
export function removeLeaves(
  root: ParentNode,
  leaves: ReadonlySet<ChildNode>,
  kept: ReadonlySet<ChildNode>,
): void {
  type Frame = { node: ParentNode; next: number; lost: boolean; holds: boolean; children: ChildNode[] };
  const frame = (node: ParentNode): Frame => ({ node, next: 0, lost: false, holds: false, children: [] });
  const stack: Frame[] = [frame(root)];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const child = top.node.children[top.next];
    top.next += 1;
    if (child === undefined) {
      stack.pop();
      if (top.lost) top.node.children = top.children;
      const above = stack.at(-1);
      if (!above) return;
      const empty = top.lost && !top.holds && (top.node as { name?: string }).name !== 'body';
      above.lost ||= top.lost;
      above.holds ||= top.holds;
      if (!empty) above.children.push(top.node as ChildNode);
    } else if (leaves.has(child)) {
      top.lost = true;
    } else if (kept.has(child)) {
      top.holds = true;
      top.children.push(child);
    } else if (isTag(child) && child.children.length > 0) {
      stack.push(frame(child));
    } else {
      top.children.push(child);
    }
  }
}
