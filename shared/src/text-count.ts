import type { ChannelLimits } from './channel-manifest.js';

type Counting = Pick<ChannelLimits, 'textUnit' | 'textRules'>;

/**
 * How long a text is for the platform, in its own unit: what the limits of the channel are compared with. Pure; the gate and
 * the reply box ask the same.
 */
export function countText(text: string, { textUnit, textRules }: Counting): number {
  let counted = text;
  const { urlLength, mentionsWithoutHost } = textRules ?? {};
  if (urlLength !== undefined)
    counted = counted.replace(ADDRESS, (found) => placeholderFor(found, urlLength));
  if (mentionsWithoutHost === true) counted = counted.replace(MENTION, '$1$2');
  switch (textUnit) {
    case 'utf16':
      return counted.length;
    case 'graphemes':
      return [...graphemes.segment(counted)].length;
    case 'bytes':
      return [...counted].reduce((bytes, sign) => bytes + bytesOf(sign), 0);
    default:
      return [...counted].length;
  }
}

/**
 * What is left for a reply: `most` is what the platform takes beside what the connector adds (`costs`), in its own unit; null
 * where there is no limit. `left` is negative for what is too long.
 */
export function textRoom(
  text: string,
  limits: Pick<ChannelLimits, 'textLength' | 'textLengthWithFiles' | 'textUnit' | 'textRules'>,
  { files, costs = 0 }: { files: boolean; costs?: number },
): { length: number; most: number | null; left: number | null } {
  const length = countText(text, limits);
  const allowed = (files ? limits.textLengthWithFiles : undefined) ?? limits.textLength;
  if (allowed === null) return { length, most: null, left: null };
  const most = Math.max(0, allowed - costs);
  return { length, most, left: most - length };
}

/** In UTF-8; half a pair is written as the replacement character. */
function bytesOf(sign: string): number {
  const point = sign.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A web address with a host that has a dot; what ends a sentence after it is no part of it. */
const ADDRESS = /(?<![\p{L}\p{N}_@])https?:\/\/[^\s<>"\u200b]+/giu;
const HOST = /^https?:\/\/(?:[^\s/@]*@)?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?:[:/?#]|$)/iu;

/** `@user@host.example`: of an account elsewhere the platform counts the name alone. */
const MENTION = /(^|[^\p{L}\p{N}_/@])(@[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)@[a-z0-9.-]*[a-z0-9]/giu;

function placeholderFor(found: string, length: number): string {
  const address = withoutTail(found);
  if (!HOST.test(address)) return found;
  return 'x'.repeat(length) + found.slice(address.length);
}

/** Without the marks that follow an address, and a bracket that was opened before it. */
function withoutTail(found: string): string {
  let address = found;
  for (;;) {
    const last = address.at(-1) ?? '';
    if (/[.,:;!?'"…»”’*_~|]/u.test(last)) address = address.slice(0, -1);
    else if (last === ')' && !address.includes('(')) address = address.slice(0, -1);
    else if (last === ']' && !address.includes('[')) address = address.slice(0, -1);
    else return address;
  }
}
