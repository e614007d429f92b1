import DOMPurify from 'dompurify';

/** What the sanitiser made of a mail: nodes without any style or source yet, and what to give back to them. */
export type SafeMail = {
  body: HTMLElement;
  /** Inline styles by the number in `data-s`; set through CSSOM, so that no style attribute is ever parsed. */
  styles: string[];
  sheet: string;
  /** How many remote pictures are being held back. */
  blocked: number;
};

type Options = {
  /** Address of the attachment with this Content-ID, if the mail has one. */
  cid: (contentId: string) => string | undefined;
  /** Address under which a remote picture may be shown; null holds it back. */
  remote: ((url: string) => string) | null;
};

const allowedTags =
  'a abbr address article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span strike strong style sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  );
const allowedAttributes =
  'align alt bgcolor border cellpadding cellspacing class color cols colspan datetime dir face headers height href hspace id lang name nowrap open rows rowspan scope size span src start style summary title type valign value vspace width'.split(
    ' ',
  );

/**
 * Makes hostile HTML harmless: only tags and attributes that show text and pictures, links that open outside,
 * pictures only from the mail itself or from where `remote` says. It still belongs into a sandboxed frame.
 */
export function safeMail(html: string, { cid, remote }: Options): SafeMail {
  const { markup, css } = takeStylesOut(html);
  const clean: unknown = DOMPurify.sanitize(markup, {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: allowedAttributes,
    ADD_ATTR: [styleAttribute],
    ADD_URI_SAFE_ATTR: [styleAttribute],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    SANITIZE_NAMED_PROPS: true,
    // DOMPurify asks this of every attribute: plain values pass, and of the schemes only these.
    ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid):|data:image\/|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
    WHOLE_DOCUMENT: false,
    FORCE_BODY: true,
    RETURN_DOM: true,
  });
  // Of nothing, and of a frameset, no body is left.
  const body = clean instanceof HTMLElement ? clean : document.createElement('div');

  let blocked = 0;
  const picture = (value: string): string | undefined => {
    const url = value.trim();
    if (/^cid:/i.test(url)) return cid(decode(url.slice(4)));
    if (/^data:image\/(?:png|jpe?g|gif|webp|avif|bmp)[;,]/i.test(url)) return url;
    if (!/^(?:https?:)?\/\//i.test(url)) return undefined;
    if (!remote) {
      blocked++;
      return undefined;
    }
    return remote(url.startsWith('//') ? `https:${url}` : url);
  };

  const sheets = css.map((text) => safeCss(text, picture));
  for (const style of body.querySelectorAll('style')) {
    sheets.push(safeCss(style.textContent ?? '', picture));
    style.remove();
  }
  for (const image of body.querySelectorAll('img')) {
    const url = image.getAttribute('src') ?? '';
    const source = picture(url);
    if (source) image.setAttribute('src', source);
    // What is held back or missing keeps its place; what no mail can show keeps none.
    else if (/^\s*(?:cid:|(?:https?:)?\/\/)/i.test(url)) image.removeAttribute('src');
    else {
      image.remove();
      continue;
    }
    image.setAttribute('loading', 'lazy');
  }
  for (const anchor of body.querySelectorAll('a')) {
    const href = anchor.getAttribute('href')?.trim() ?? '';
    if (/^(?:https?:|mailto:|tel:)/i.test(href)) {
      anchor.setAttribute('target', '_blank');
      anchor.setAttribute('rel', 'noopener noreferrer nofollow');
    } else anchor.removeAttribute('href');
  }
  for (const other of body.querySelectorAll('[href]:not(a)')) other.removeAttribute('href');
  const styles: string[] = [];
  for (const element of [body, ...body.querySelectorAll(`[style], [${styleAttribute}]`)]) {
    const style = element.getAttribute(styleAttribute) ?? element.getAttribute('style');
    element.removeAttribute(styleAttribute);
    if (style === null) continue;
    element.removeAttribute('style');
    element.setAttribute('data-s', String(styles.push(safeCss(style, picture)) - 1));
  }
  return { body, styles, sheet: sheets.join('\n'), blocked };
}

const styleAttribute = 'data-mail-style';

/**
 * Renames style attributes and takes style sheets out before anything is parsed: even an inert document answers
 * to the console's CSP, which would report each of them. What this misses is dealt with after parsing.
 */
function takeStylesOut(html: string): { markup: string; css: string[] } {
  const css: string[] = [];
  const markup = html
    .replace(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi, (_all, text: string) => {
      css.push(text);
      return '';
    })
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(["'\s/])style(\s*=)/gi, `$1${styleAttribute}$2`));
  return { markup, css };
}

/** Takes out of CSS whatever loads, imports or runs; pictures go the same way as those in the text. */
function safeCss(css: string, picture: (url: string) => string | undefined): string {
  return (
    unescapeCss(css)
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/@(?:import|charset|namespace)[^;{]*(?:;|$)/gi, '')
      .replace(/@font-face\s*\{[^}]*\}/gi, '')
      .replace(/(?:expression|-moz-binding|behavior)\s*[(:][^;}]*/gi, '')
      // Nothing of a mail may lie over something else, not even over its own words.
      .replace(/(^|[\s;{])(?:position|z-index)\s*:[^;}]*/gi, '$1')
      .replace(/(?:image-set|-webkit-image-set|cross-fade|element|src)\s*\([^;}]*/gi, 'none')
      .replace(/url\(\s*(["']?)([\s\S]*?)\1\s*\)/gi, (_all, _quote, url: string) => {
        const source = picture(url);
        return source ? `url("${source.replace(/["\\\s]/g, encodeURIComponent)}")` : 'none';
      })
  );
}

/** CSS escapes can spell any word: `\75rl(` is `url(`. */
const unescapeCss = (css: string) =>
  css.replace(
    /\\([0-9a-f]{1,6})\s?|\\([^\n])/gi,
    (_all, hex: string | undefined, sign: string | undefined) => {
      if (hex === undefined) return sign ?? '';
      const code = Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );

const decode = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Whether a mail's HTML shows something that plain text would lose. */
export const isRich = (html: string) => /<(?:table|img|ul|ol|h[1-6]|pre|hr)\b/i.test(html);

/** Whether it brings its own colours, made for white paper. */
export const hasColours = (html: string) =>
  /\bbgcolor\b|\bcolor\s*[:=]|background(?:-color|-image)?\s*[:=]/i.test(html);
