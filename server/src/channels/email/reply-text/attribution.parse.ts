import {
  isStrongAttribution,
  isWeakAttribution,
  mayEndAttribution,
  needsNothingAbove,
  splitAttribution,
} from './attribution-text.parse.js';
import { CLOSE_LOOK_LIMIT, isBlank, type ReplyLine, visible } from './reply-line.js';

/** Mail programs wrap at about 72 columns; "On …, a long name <a long address> wrote:" takes up to four
 * lines, and Polymail sets the angle brackets of the address on lines of their own. */
const MAX_LINES = 5;

export interface Attribution {
  /** How many lines it takes. */
  readonly lines: number;
  /** Written by a program beyond doubt; a weak one counts only right above quoted lines. */
  readonly strong: boolean;
}

/**
 * Is there, beginning at `at`, a line (or a few, wrapped) by which a mail program announces a quote:
 * "On … wrote:", "Am … schrieb …:", "2014-03-20 20:48 GMT+01:00 Name <address>:"? Null if not.
 */
export function matchAttribution(lines: readonly ReplyLine[], at: number): Attribution | null {
  for (let count = 1; count <= MAX_LINES; count += 1) {
    const last = lines[at + count - 1];
    if (!last || last.quoted || last.text.length > CLOSE_LOOK_LIMIT) continue;
    if (!mayEndAttribution(last.text) && !quotedBelow(lines, at + count)) continue;
    const text = joined(lines, at, count);
    if (text === null) return null;
    const strong = isStrongAttribution(text);
    if (!strong && !(count <= 2 && isWeak(text, lines, at + count))) continue;
    return swallowsText(lines, at, count, strong) ? null : { lines: count, strong };
  }
  return null;
}

/** Splits off an announcement that shares its line with the reply: "sounds good--- On Mon, … wrote:". */
export function splitSharedLine(text: string): [string, string] | null {
  return text.length > CLOSE_LOOK_LIMIT ? null : splitAttribution(text);
}

/** A line of text above must not be taken for the beginning of the announcement that follows it. */
function swallowsText(lines: readonly ReplyLine[], at: number, count: number, strong: boolean): boolean {
  for (let skip = 1; skip < count; skip += 1) {
    const later = joined(lines, at + skip, count - skip);
    if (later === null) continue;
    if (isStrongAttribution(later)) {
      if (needsNothingAbove(later, joined(lines, at, skip) ?? '')) return true;
    } else if (!strong && isWeak(later, lines, at + count)) return true;
  }
  return false;
}

function joined(lines: readonly ReplyLine[], at: number, count: number): string | null {
  let text = '';
  for (let i = at; i < at + count; i += 1) {
    const line = lines[i];
    if (!line || line.quoted || line.text.length > CLOSE_LOOK_LIMIT) return null;
    if (isBlank(line) && !(i > at && lines[i + 1]?.text.trim() === '<')) return null;
    text += (text ? ' ' : '') + visible(line.text).trim();
  }
  return text.length > CLOSE_LOOK_LIMIT ? null : text;
}

/** With quoted lines right below. */
function isWeak(text: string, lines: readonly ReplyLine[], next: number): boolean {
  return quotedBelow(lines, next) && isWeakAttribution(text);
}

function quotedBelow(lines: readonly ReplyLine[], next: number): boolean {
  let i = next;
  while (i < next + 2 && lines[i] && isBlank(lines[i]!)) i += 1;
  return lines[i]?.quoted === true;
}
