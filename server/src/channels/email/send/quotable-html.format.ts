import render from 'dom-serializer';
import { type ChildNode, type Element, isTag, isText, type ParentNode } from 'domhandler';
import { parseHtml } from '../../../platform/html/html-document.parse.js';

const KEPT = new Set(
  'a abbr address article b big blockquote br caption center cite code col colgroup dd del div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins li main ol p pre q s samp section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var'.split(
    ' ',
  ),
);
/** What is inside is not for reading either. */
const DROPPED_WHOLE = new Set(
  'script style head title iframe frame frameset object embed applet noscript template svg math form textarea select button audio video canvas map'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'align alt bgcolor border cellpadding cellspacing cite color cols colspan dir face height lang rowspan size start style title type valign width'.split(
    ' ',
  ),
);
const SAFE_LINK = /^(?:https?:|mailto:|tel:)/i;
const HARMFUL_STYLE = /url\s*\(|expression|javascript|@import|behavior|position\s*:|\\/i;
const LARGEST = 400_000;

/**
 * A stranger's HTML, fit to be quoted in a mail of ours: what runs, loads, submits or hides is left out, so that we
 * pass nothing of it on. Pictures stay where they are part of the mail. Null when it cannot be quoted as HTML.
 * @param pictures Content-IDs of the attachments that go along
 */
export function quotableHtml(html: string, pictures: ReadonlySet<string>): string | null {
  if (html.length > LARGEST) return null;
  const document = parseHtml(html);
  if (document === null) return null;
  document.children = cleaned(document, pictures);
  const result = render(document, { encodeEntities: 'utf8', selfClosingTags: false }).trim();
  return result === '' ? null : result;
}

function cleaned(parent: ParentNode, pictures: ReadonlySet<string>): ChildNode[] {
  const kept: ChildNode[] = [];
  for (const child of parent.children) {
    if (isText(child)) kept.push(child);
    if (!isTag(child) || DROPPED_WHOLE.has(child.name)) continue;
    const children = cleaned(child, pictures);
    if (!KEPT.has(child.name)) {
      kept.push(...children);
      continue;
    }
    if (child.name === 'img' && !isOwnPicture(child, pictures)) continue;
    child.children = children;
    child.attribs = harmless(child);
    kept.push(child);
  }
  return kept;
}

/** A picture from elsewhere would tell its owner who reads our mail. */
function isOwnPicture({ attribs }: Element, pictures: ReadonlySet<string>): boolean {
  const id = /^cid:(.+)$/i.exec((attribs.src ?? '').trim())?.[1];
  return id !== undefined && pictures.has(id);
}

function harmless({ name, attribs }: Element): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [attribute, value] of Object.entries(attribs)) {
    const key = attribute.toLowerCase();
    if (key === 'style' && HARMFUL_STYLE.test(value)) continue;
    if (ATTRIBUTES.has(key)) kept[key] = value;
  }
  if (name === 'img') kept.src = (attribs.src ?? '').trim();
  if (name === 'a' && SAFE_LINK.test((attribs.href ?? '').trim())) kept.href = (attribs.href ?? '').trim();
  return kept;
}
