import { type ChildNode, type Element, hasChildren, isTag, isText, type ParentNode, Text } from 'domhandler';
import { type LineMark, plainLine, type ReplyLine } from './reply-line.js';

/** A line as it would be seen on the screen, with the nodes that make it up. */
export interface HtmlLine extends ReplyLine {
  /** Text nodes and childless elements (br, img, hr), in document order. */
  readonly leaves: readonly ChildNode[];
}

const BLOCKS = new Set(
  (
    'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul'
  ).split(' '),
);
const UNSEEN = new Set(['head', 'script', 'style', 'title', 'template', 'meta', 'link', 'base']);
/** Outlook and Windows Mail draw the rule above the quoted header as a border. */
const BORDER_TOP = /border-top(?:-style)?:[^;]{0,80}\bsolid\b/i;

/** What programs put before the names of a mail they show or quote (Outlook, Hotmail, Yahoo, Gmail). */
const NAME_PREFIX = /^(?:x_|ecx|yiv\d+|ydp[0-9a-f]+|m_-?\d+|mailrouter_)+/;

/** Container names of mail programs, in class, id, name or a marker attribute; lower case, without prefix. */
const MARK_BY_NAME: ReadonlyMap<string, LineMark> = new Map<string, LineMark>([
  ['moz-cite-prefix', 'attribution'],
  ['gmail_attr', 'attribution'],
  ['gmail_quote_attribution', 'attribution'],
  ['airmail_on', 'attribution'],
  ['reply-intro', 'attribution'],
  ['outlookmessageheader', 'original'],
  ['__divider__', 'original'],
  ['divrplyfwdmsg', 'original'],
  ['appendonsend', 'original'],
  ['olk_src_body_section', 'original'],
  ['mail-editor-reference-message-container', 'original'],
  ['moz-forward-container', 'forward'],
  ['forward-intro', 'forward'],
  ['gmail_signature', 'signature'],
  ['gmail_signature_prefix', 'signature'],
  ['moz-signature', 'signature'],
  ['signature', 'signature'],
  ['applemailsignature', 'signature'],
  ['ms-outlook-mobile-signature', 'signature'],
  ['protonmail_signature_block', 'signature'],
  ['tutanota_signature', 'signature'],
  ['k9mail-signature', 'signature'],
  ['io-ox-signature', 'signature'],
  ['composer_signature', 'signature'],
  ['messagesignaturesection', 'signature'],
  ['__aliyun_signature_wrap', 'signature'],
  ['missive_signature', 'signature'],
  ['front-signature', 'signature'],
  ['bloop_sign', 'signature'],
  ['ninesignature', 'signature'],
  ['bluemail_signature', 'signature'],
  ['__sig_pre__', 'signature'],
  ['__sig_post__', 'signature'],
]);
const QUOTE_NAMES = new Set(
  (
    'yahoo_quoted yahoo_quote protonmail_quote tutanota_quote zmail_extra missive_quote front-blockquote nylas-quote ' +
    'mailspring-quote email_quote freshdesk_quote messagereplysection __aliyun_previous_body_wrap isreplycontent ' +
    'history_container quoted_message __quoted_text__ mail-quote-collapse'
  ).split(' '),
);

interface Place {
  readonly quoted: boolean;
  readonly mark: LineMark;
  readonly preformatted: boolean;
}

type Step = { node: ChildNode; place: Place } | { leave: Element };

/**
 * Reads a document as lines, the way a browser would break them. Text nodes of preformatted text are
 * split, so that every node belongs to one line. Linear, and without recursion.
 */
export function htmlLines(root: ParentNode): HtmlLine[] {
  const collector = new LineCollector();
  const splits = new LineSplits();
  const steps: Step[] = [];
  const push = (children: readonly ChildNode[], place: Place) => {
    for (let i = children.length - 1; i >= 0; i -= 1) steps.push({ node: children[i]!, place });
  };
  push(root.children, { quoted: false, mark: 'none', preformatted: false });
  for (let step = steps.pop(); step; step = steps.pop()) {
    if ('leave' in step) {
      collector.breakLine();
      continue;
    }
    const { node, place } = step;
    if (isText(node)) {
      if (place.preformatted) for (const part of splits.split(node)) collector.addPreformatted(part, place);
      else collector.addText(node, node.data.replace(/\s+/g, ' '), place);
    } else if (isTag(node)) {
      const block = BLOCKS.has(node.name);
      if (block) collector.breakLine();
      const inner = placeWithin(node, place);
      if (block && BORDER_TOP.test(node.attribs.style ?? '')) collector.expectRuled();
      if (inner.mark === 'original' && place.mark !== 'original') collector.expectOriginal();
      if (node.name === 'br' || node.children.length === 0 || UNSEEN.has(node.name)) {
        collector.addText(node, seenAs(node), inner);
        if (node.name === 'br' || block) collector.breakLine();
        continue;
      }
      if (block) steps.push({ leave: node });
      push(node.children, inner);
      if (node.name === 'td' || node.name === 'th') collector.addSpace();
    } else if (hasChildren(node)) {
      push(node.children, place);
    }
  }
  splits.apply();
  return collector.finish();
}

/** Childless elements that show something. A tracking pixel shows nothing. */
function seenAs(element: Element): string {
  if (element.name === 'hr') return '-----';
  if (element.name !== 'img') return '';
  const { width = '', height = '', style = '' } = element.attribs;
  return /^[01]$/.test(width) || /^[01]$/.test(height) || /display:\s*none/i.test(style) ? '' : '\uFFFC';
}

function placeWithin(element: Element, place: Place): Place {
  const { class: classes = '', id = '', name = '', style = '' } = element.attribs;
  const marker = `${element.attribs['data-smartmail'] ?? ''} ${element.attribs['data-marker'] ?? ''}`;
  const names = `${classes} ${id} ${name} ${marker}`
    .slice(0, 500)
    .toLowerCase()
    .split(/\s+/)
    .map((one) => one.replace(NAME_PREFIX, ''));
  const quoted =
    place.quoted ||
    (element.name === 'blockquote' && !isIndent(element.attribs.type, classes, style)) ||
    (element.name === 'div' && name === 'quote') ||
    names.some((one) => QUOTE_NAMES.has(one) || one.startsWith('yahoo_quoted'));
  const mark =
    names.map((one) => MARK_BY_NAME.get(one)).find((found) => found !== undefined) ??
    inheritedMark(element, classes, place);
  const preformatted = place.preformatted || element.name === 'pre' || element.name === 'plaintext';
  return { quoted, mark, preformatted };
}

function inheritedMark(element: Element, classes: string, place: Place): LineMark {
  const pasted = element.name === 'blockquote' && !place.quoted && /\bgmail_quote\b/.test(classes);
  return pasted ? 'pasted' : place.mark;
}

/** Gmail and Outlook indent with a blockquote without a bar: that is the writer's own text. */
function isIndent(type: string | undefined, classes: string, given: string): boolean {
  if (type === 'cite' || /gmail_quote/.test(classes)) return false;
  const style = given.slice(0, 500);
  return (
    /border(?:-left)?:\s*(?:none|medium none|0)/i.test(style) &&
    /margin(?:-left)?:[^;]*\b(?:40|30)px/i.test(style)
  );
}

/** Text nodes of several lines and what takes their place, put in place together at the end. */
class LineSplits {
  private readonly parts = new Map<ChildNode, Text[]>();
  private readonly parents = new Set<ParentNode>();

  split(node: Text): Text[] {
    const lines = node.data.match(/[^\n]*\n|[^\n]+$/g);
    if (!lines || lines.length < 2 || !node.parent) return [node];
    const nodes = lines.map((line) => new Text(line));
    this.parts.set(node, nodes);
    this.parents.add(node.parent);
    return nodes;
  }

  apply(): void {
    for (const parent of this.parents) {
      parent.children = parent.children.flatMap((child) => this.parts.get(child) ?? [child]);
      parent.children.forEach((child, i) => {
        child.parent = parent;
        child.prev = parent.children[i - 1] ?? null;
        child.next = parent.children[i + 1] ?? null;
      });
    }
  }
}

class LineCollector {
  private readonly lines: HtmlLine[] = [];
  private leaves: ChildNode[] = [];
  private text = '';
  private place: Place | null = null;
  private originalAhead = false;
  private ruledAhead = false;

  addText(node: ChildNode, text: string, place: Place): void {
    // white space between blocks is no line
    if (this.leaves.length === 0 && text.trim() === '' && isText(node) && !/\u00a0/.test(text)) return;
    this.leaves.push(node);
    this.text += text;
    if (this.place === null || text.trim() !== '') this.place ??= place;
  }

  addPreformatted(node: Text, place: Place): void {
    this.leaves.push(node);
    this.place ??= place;
    this.text += node.data.replace(/\n$/, '');
    if (node.data.endsWith('\n')) this.breakLine();
  }

  addSpace(): void {
    if (this.text) this.text += ' ';
  }

  /** The next line that shows something begins the mail answered. */
  expectOriginal(): void {
    this.originalAhead = true;
  }

  /** A rule is drawn above the next line that shows something. */
  expectRuled(): void {
    this.ruledAhead = true;
  }

  breakLine(): void {
    if (this.leaves.length === 0) return;
    const text = this.text.replace(/\u00a0/g, ' ').trim();
    const place = this.place ?? { quoted: false, mark: 'none', preformatted: false };
    let mark: LineMark = place.mark === 'original' ? 'none' : place.mark;
    if (this.ruledAhead && text !== '') {
      if (mark === 'none') mark = 'ruled';
      this.ruledAhead = false;
    }
    if (this.originalAhead && text !== '') {
      mark = 'original';
      this.originalAhead = false;
    }
    this.lines.push({ text, quoted: place.quoted || plainLine(text).quoted, mark, leaves: this.leaves });
    this.leaves = [];
    this.text = '';
    this.place = null;
  }

  finish(): HtmlLine[] {
    this.breakLine();
    return this.lines;
  }
}
