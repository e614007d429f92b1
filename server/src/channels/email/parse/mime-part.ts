import {
  firstField,
  type ParameterizedValue,
  type RawField,
  readParameters,
  stripComments,
} from './header-fields.js';

/** One part of a mail's tree, known from its header alone. */
export interface MimePart {
  fields: RawField[];
  parent: MimePart | null;
  /** Position among the children of its parent. */
  index: number;
  /** Number of multiparts above it. */
  depth: number;
  /** Lower-case media type; what RFC 2045 says to assume where it is missing or unreadable. */
  type: string;
  params: Record<string, string>;
  /** Lower-case disposition, empty when there is none. */
  disposition: string;
  dispositionParams: Record<string, string>;
  encoding: string;
  /** Parts opened below it so far. */
  children: number;
}

const TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;

/** The names some mailers give to what RFC 2045 calls text/plain. */
const PLAIN = new Set(['', 'text', 'plain', 'plain/text', 'text/', 'text/text', 'text/ascii', 'text/txt']);

/** Reads the fields that say what a part is. */
export function describePart(
  fields: RawField[],
  parent: MimePart | null,
  hint: string | null = null,
): MimePart {
  const content = readContentType(fields, parent, hint);
  const disposition = readParameters(
    firstField(fields, 'content-disposition') ?? '',
    content.params.charset ?? hint,
  );
  return {
    fields,
    parent,
    index: parent?.children ?? 0,
    depth: parent === null ? 0 : parent.depth + 1,
    type: content.value,
    params: content.params,
    disposition: disposition.value,
    dispositionParams: disposition.params,
    encoding: stripComments(firstField(fields, 'content-transfer-encoding') ?? '')
      .trim()
      .split(/[\s;,]/)[0]!,
    children: 0,
  };
}

/** Whether the part stands, at any depth, in a multipart of that type. */
export function isWithin(part: MimePart, type: string): boolean {
  return closestWithin(part, type) !== null;
}

/** The outermost multipart of that type around the part. */
export function closestWithin(part: MimePart, type: string): MimePart | null {
  let found: MimePart | null = null;
  for (let above = part.parent; above !== null; above = above.parent) if (above.type === type) found = above;
  return found;
}

/** Content-ID without angle brackets, or null. */
export function contentIdOf(part: MimePart): string | null {
  const field = firstField(part.fields, 'content-id') ?? '';
  const id = (/<([^<>]+)>/.exec(field)?.[1] ?? field.replace(/[<>]/g, '')).trim();
  return id === '' ? null : id.slice(0, 998);
}

function readContentType(
  fields: RawField[],
  parent: MimePart | null,
  hint: string | null,
): ParameterizedValue {
  const fallback = parent?.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const binary = firstField(fields, 'content-type');
  if (binary === null) return { value: fallback, params: {} };
  const content = readParameters(binary, hint);
  if (PLAIN.has(content.value)) return { ...content, value: 'text/plain' };
  if (content.value === 'html' || content.value === 'text/htm') return { ...content, value: 'text/html' };
  if (TYPE.test(content.value)) return content;
  // "text/plain charset=utf-8": the semicolon was forgotten.
  const loose = /^\s*([A-Za-z]+\/[A-Za-z0-9.+-]+)[\s,:]+(.*)$/s.exec(binary);
  if (loose !== null)
    return { value: loose[1]!.toLowerCase(), params: readParameters(`x/x;${loose[2]!}`).params };
  if (content.params.boundary !== undefined) return { ...content, value: 'multipart/mixed' };
  // RFC 2045, section 5.2, says text; what has a file name is none.
  return { ...content, value: content.params.name === undefined ? 'text/plain' : 'application/octet-stream' };
}
