import { matchAttribution } from './attribution.parse.js';
import { matchHeaderBlock } from './header-block.parse.js';
import { isProgramSignature } from './program-signature.parse.js';
import { CLOSE_LOOK_LINES, isBlank, isRule, type LineRole, type ReplyLine } from './reply-line.js';
import { matchSeparator } from './separator.parse.js';
import { findSignature, isDisclaimer, isFarewell, isPicture } from './signature.parse.js';

type Kind = 'text' | 'quote' | 'strong' | 'weak' | 'original' | 'forward';

/** A run of one sort, `to` exclusive. Blank lines belong to the run before them. */
interface Run {
  readonly sort: 'text' | 'quote';
  readonly from: number;
  to: number;
  /** Lines announcing the quote: at its beginning, `from` up to `headerTo`. */
  headerTo: number;
  strong: boolean;
}

/**
 * Says of every line what it is to the reader. The rules, in order:
 * everything below an original-message or forward announcement is the rest; so is everything below an
 * attribution whose quote is not marked; marked quotes at the end are the rest; a marked quote the
 * writer answers under ("bottom posting") is the rest; quotes between the writer's lines stay, for the
 * answers make no sense without them. If nothing would be left, everything stays.
 */
export function assignRoles(lines: readonly ReplyLine[], keepInnerHeaders: boolean): LineRole[] {
  const kinds = kindsOf(lines);
  const roles: LineRole[] = lines.map(() => 'own');
  let end = lines.length;
  const cut = firstCut(lines, kinds);
  if (cut) {
    end = cut.at;
    fill(roles, cut.at, lines.length, cut.role);
    fill(roles, cut.at, cut.at + cut.headerLines, cut.role === 'forward' ? 'forward' : 'header');
  }
  settleRuns(lines, runsOf(lines, kinds, end), roles, keepInnerHeaders);
  markSignatures(lines, roles);
  // nothing but a signature: a mail passed on without a word, or an empty answer; the reader needs it all
  if (!roles.some((role, i) => role === 'own' && !isBlank(lines[i]!))) roles.fill('own');
  return roles;
}

function kindsOf(lines: readonly ReplyLine[]): Kind[] {
  const kinds: Kind[] = [];
  let ruleBefore = false;
  let quotedBefore = false;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!;
    if (kinds[i] !== undefined) continue;
    if (i >= CLOSE_LOOK_LINES) {
      kinds[i] = line.quoted ? 'quote' : 'text';
      continue;
    }
    const separator = matchSeparator(lines, i);
    if (separator === 'forward' && !(line.quoted && quotedBefore)) kinds[i] = 'forward';
    else if (line.quoted) kinds[i] = separator === 'original' && !quotedBefore ? 'original' : 'quote';
    else if (line.mark === 'original' || line.mark === 'forward') kinds[i] = line.mark;
    else if (line.mark === 'attribution') kinds[i] = isBlank(line) ? 'text' : 'strong';
    else if (separator) kinds[i] = separator;
    else if (matchHeaderBlock(lines, i, ruleBefore || line.mark === 'ruled')) kinds[i] = 'original';
    else {
      const attribution = matchAttribution(lines, i);
      const kind = attribution ? (attribution.strong ? 'strong' : 'weak') : 'text';
      for (let n = 0; n < (attribution?.lines ?? 1); n += 1) kinds[i + n] = kind;
    }
    if (isBlank(line)) continue;
    ruleBefore = isRule(line);
    quotedBefore = line.quoted;
  }
  return kinds;
}

interface Cut {
  readonly at: number;
  readonly headerLines: number;
  readonly role: 'quote' | 'forward';
}

/** The first line from which everything is the rest, provided the writer said something above it. */
function firstCut(lines: readonly ReplyLine[], kinds: readonly Kind[]): Cut | null {
  let said = false;
  for (let i = 0; i < lines.length; i += 1) {
    const kind = kinds[i]!;
    if (kind === 'text' && !isBlank(lines[i]!) && !isRule(lines[i]!)) said = true;
    if (!said || kind === 'text' || kind === 'quote' || kind === 'weak') continue;
    if (kind === 'strong') {
      const next = afterHeader(lines, kinds, i);
      if (next < lines.length && (kinds[next] === 'quote' || kinds[next] === 'forward')) {
        i = next - 1;
        continue;
      }
      return { at: i, headerLines: headerLength(kinds, i), role: 'quote' };
    }
    return { at: aboveRule(lines, i), headerLines: 0, role: kind === 'forward' ? 'forward' : 'quote' };
  }
  return null;
}

/** A rule right above an announcement belongs to it. */
function aboveRule(lines: readonly ReplyLine[], at: number): number {
  let i = at - 1;
  while (i >= 0 && isBlank(lines[i]!)) i -= 1;
  return i >= 0 && isRule(lines[i]!) ? i : at;
}

function headerLength(kinds: readonly Kind[], at: number): number {
  let i = at;
  while (kinds[i] === kinds[at]) i += 1;
  return i - at;
}

function afterHeader(lines: readonly ReplyLine[], kinds: readonly Kind[], at: number): number {
  let i = at + headerLength(kinds, at);
  while (i < lines.length && isBlank(lines[i]!)) i += 1;
  return i;
}

function runsOf(lines: readonly ReplyLine[], kinds: readonly Kind[], end: number): Run[] {
  const runs: Run[] = [];
  let i = 0;
  while (i < end) {
    const kind = kinds[i]!;
    const last = runs.at(-1);
    if (isBlank(lines[i]!) && last) {
      last.to = i + 1;
      i += 1;
    } else if (kind === 'strong' || kind === 'weak') {
      const headerTo = i + headerLength(kinds, i);
      runs.push({ sort: 'quote', from: i, to: headerTo, headerTo, strong: kind === 'strong' });
      i = headerTo;
    } else {
      const sort = kind === 'quote' ? 'quote' : 'text';
      if (last?.sort === sort) last.to = i + 1;
      else runs.push({ sort, from: i, to: i + 1, headerTo: i, strong: false });
      i += 1;
    }
  }
  return runs;
}

function settleRuns(
  lines: readonly ReplyLine[],
  all: readonly Run[],
  roles: LineRole[],
  keepInnerHeaders: boolean,
): void {
  const runs = [...all];
  const first = runs[0];
  const fold = (run: Run) => {
    fill(roles, run.from, run.headerTo, 'header');
    fill(roles, run.headerTo, run.to, 'quote');
  };
  for (let last = runs.at(-1); last; last = runs.at(-1)) {
    const above = runs.at(-2);
    if (last.sort === 'quote') {
      if (isPasted(lines, last)) break;
      fold(last);
      runs.pop();
    } else if (runs.length > 2 && above && isFooter(lines, last)) {
      fold(above);
      fill(roles, last.from, last.to, 'footer');
      runs.splice(-2);
    } else if (runs.length > 2 && above && announced(above) && endsBelow(lines.slice(last.from, last.to))) {
      fold(above);
      runs.splice(-2);
    } else break;
  }
  const quotes = runs.filter((run) => run.sort === 'quote');
  if (quotes.length === 1 && quotes[0] === first && announced(first)) {
    fold(first!);
    return;
  }
  for (const run of quotes) {
    if (run.strong && (!keepInnerHeaders || run.headerTo === run.to))
      fill(roles, run.from, run.headerTo, 'header');
  }
}

/** Below a quote, no answer to it. */
function endsBelow(lines: readonly ReplyLine[]): boolean {
  return isFarewell(lines) || isDisclaimer(lines) || isPicture(lines);
}

function announced(run: Run | undefined): boolean {
  return run !== undefined && run.headerTo > run.from;
}

/** Below the quote stands nothing but a signature. */
function isFooter(lines: readonly ReplyLine[], run: Run): boolean {
  return findSignature(lines, run.from, run.to) <= firstSaid(lines, run);
}

/** Quoted by the writer's own hand: in Gmail's container, without the announcement the program writes. */
function isPasted(lines: readonly ReplyLine[], run: Run): boolean {
  const first = firstSaid(lines, run);
  if (announced(run) || lines[first]?.mark !== 'pasted') return false;
  const inside = lines.slice(first, first + 4).map((line) => ({ ...line, quoted: false }));
  return matchAttribution(inside, 0) === null;
}

function firstSaid(lines: readonly ReplyLine[], run: Run): number {
  let i = run.from;
  while (i < run.to && isBlank(lines[i]!)) i += 1;
  return i;
}

/** Signatures end a stretch of the writer's own lines; program lines also stand alone. */
function markSignatures(lines: readonly ReplyLine[], roles: LineRole[]): void {
  let from = 0;
  while (from < lines.length) {
    if (roles[from] !== 'own' || lines[from]!.quoted) {
      from += 1;
      continue;
    }
    let to = from;
    while (to < lines.length && roles[to] === 'own' && !lines[to]!.quoted) to += 1;
    fill(roles, endOfWords(lines, from, to), to, 'footer');
    fill(roles, findSignature(lines, from, to), to, 'signature');
    for (let i = from; i < to; i += 1) {
      if (i < CLOSE_LOOK_LINES && signs(lines[i]!)) roles[i] = 'signature';
    }
    from = to;
  }
}

function signs(line: ReplyLine): boolean {
  return line.mark === 'signature' || isProgramSignature(line.text);
}

/** Rules, and the marks some programs leave (Streak: U+1427), with nothing below them. */
function endOfWords(lines: readonly ReplyLine[], from: number, to: number): number {
  let end = to;
  for (let i = to - 1; i >= from; i -= 1) {
    const line = lines[i]!;
    if (isBlank(line)) continue;
    if (!isRule(line) && !/^\s*(?:--?|\u1427)\s*$/.test(line.text)) break;
    end = i;
  }
  return end;
}

function fill(roles: LineRole[], from: number, to: number, role: LineRole): void {
  for (let i = from; i < to; i += 1) roles[i] = role;
}
