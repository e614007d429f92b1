/**
 * What other programs put on the clipboard, as HTML that says what it means: formatting that stands in styles becomes
 * tags, lists that word processors only draw become lists, and everything else is left out. Styles are read as text:
 * the console's policy lets none of a stranger's in, and an inert document would report each.
 */
export function cleanPaste(html: string): string {
  const body = new DOMParser().parseFromString(stylesAside(html), 'text/html').body;
  for (const gone of body.querySelectorAll(
    'style, script, meta, link, title, head, xml, img, svg, input, button',
  ))
    gone.remove();
  // Elements of namespaces (`o:p`) are the word processor's own notes.
  for (const own of [...body.querySelectorAll('*')].filter(({ tagName }) => tagName.includes(':')))
    if (own.textContent?.trim()) unwrap(own);
    else own.remove();
  const comments = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  for (const comment of found) (comment as ChildNode).remove();

  drawnLists(body);
  for (const element of [...body.querySelectorAll<HTMLElement>('*')]) {
    const style = styleOf(element);
    if (isHidden(style)) {
      element.remove();
      continue;
    }
    // Documents come wrapped in a <b> that says of itself that it is not bold.
    if (/^(?:b|strong)$/i.test(element.tagName) && isPlainWeight(style)) unwrap(element);
    else if (/^h[1-6]$/i.test(element.tagName)) renamed(element, 'p', 'strong');
    else if (/^(?:tr|dt|dd|figure|section|article|address)$/i.test(element.tagName)) renamed(element, 'p');
    else if (/^t[dh]$/i.test(element.tagName)) {
      if (element.nextElementSibling) element.append(' ');
      unwrap(element);
    } else asTags(element, style);
  }
  for (const element of [
    ...body.querySelectorAll<HTMLElement>(
      'table, tbody, thead, tfoot, colgroup, col, caption, span, font, center',
    ),
  ])
    unwrap(element);
  for (const element of body.querySelectorAll('*'))
    for (const { name } of [...element.attributes])
      if (!(name === 'href' && element.tagName === 'A') && !(name === 'start' && element.tagName === 'OL'))
        element.removeAttribute(name);
  return body.innerHTML.replaceAll('\u{a0}', ' ');
}

const aside = 'data-paste-style';

const stylesAside = (html: string) =>
  html
    .replace(/<style\b[^>]*>[\s\S]*?<\/style\s*>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(["'\s/])style(\s*=)/gi, `$1${aside}$2`));

const styleOf = (element: Element) =>
  (element.getAttribute(aside) ?? '').toLowerCase().replace(/\s+/g, '').replaceAll('"', "'");
const isPlainWeight = (style: string) => /(?:^|;)font-weight:(?:normal|[1-4]00)\b/.test(style);
const isHidden = (style: string) => /(?:^|;)(?:display:none|mso-hide:all)/.test(style);

const tagsOf: [string, RegExp][] = [
  ['strong', /(?:^|;)font-weight:(?:bold|[6-9]00)/],
  ['em', /(?:^|;)font-style:italic/],
  ['u', /(?:^|;)text-decoration(?:-line)?:[^;]*underline/],
  ['s', /(?:^|;)text-decoration(?:-line)?:[^;]*line-through/],
];

/** Formatting that an element only has by its style goes into it as tags; links are underlined anyway. */
function asTags(element: HTMLElement, style: string): void {
  if (style === '' || !element.textContent?.trim()) return;
  for (const [tag, says] of tagsOf) {
    if (!says.test(style) || (tag === 'u' && element.closest('a'))) continue;
    const inner = document.createElement(tag);
    inner.append(...element.childNodes);
    element.append(inner);
  }
}

/** Word draws a list as paragraphs that begin with a bullet or a number and say so in their style. */
function drawnLists(body: HTMLElement): void {
  for (const first of [...body.querySelectorAll<HTMLElement>(`p[${aside}*="mso-list"]`)]) {
    if (!first.isConnected || first.closest('li') || /mso-list:none/.test(styleOf(first))) continue;
    const list = document.createElement(/^\s*(?:\d+|[a-z])[.)]/i.test(first.textContent ?? '') ? 'ol' : 'ul');
    first.before(list);
    let next: Element | null = first;
    while (next instanceof HTMLElement && next.tagName === 'P' && /mso-list:(?!none)/.test(styleOf(next))) {
      const paragraph: HTMLElement = next;
      next = paragraph.nextElementSibling;
      for (const mark of paragraph.querySelectorAll(`[${aside}*="mso-list"]`)) mark.remove();
      const words = paragraph.firstChild;
      if (words?.nodeType === Node.TEXT_NODE)
        words.textContent = (words.textContent ?? '').replace(
          /^\s*(?:[·•▪◦o§-]|\d+[.)]|[a-z][.)])[\s\u{a0}]+/iu,
          '',
        );
      const item = document.createElement('li');
      const line = document.createElement('p');
      line.append(...paragraph.childNodes);
      item.append(line);
      list.append(item);
      paragraph.remove();
    }
  }
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function renamed(element: Element, name: string, inside?: string): void {
  const next = document.createElement(name);
  const inner = inside ? next.appendChild(document.createElement(inside)) : next;
  inner.append(...element.childNodes);
  element.replaceWith(next);
}
