import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import render from 'dom-serializer';
import { isText } from 'domhandler';
import { parseHtml } from '../../../platform/html/html-document.parse.js';
import { htmlLines } from './html-lines.parse.js';
import { extractReply } from './reply-text.format.js';

const corpora = resolve(
  process.env.PARLEY_CORPORA ?? resolve(import.meta.dirname, '../../../../../../shared'),
);
const file = [
  `${corpora}/corpora/email/replies/replies.jsonl`,
  `${corpora}/email/replies/replies.jsonl`,
].find((path) => existsSync(path));

if (!file) {
  console.log(`reply collection not found below ${corpora}: its score is not measured here`);
  it('has no collection to measure', () => expect(file).toBeUndefined());
} else {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as ReplyRow);

  describe('the reply collection', () => {
    it('is met above 90 % exactly, with at most 0.1 % of the words wrongly removed', () => {
      const scores = rows.map((row) => ({ row, ...scoreRow(row) }));
      const bySource = new Map<string, { rows: number; exact: number }>();
      for (const { row, exact } of scores) {
        const source = row.id.split('/')[0]!;
        const sum = bySource.get(source) ?? { rows: 0, exact: 0 };
        bySource.set(source, { rows: sum.rows + 1, exact: sum.exact + (exact ? 1 : 0) });
      }
      const exact = scores.filter((score) => score.exact).length;
      const words = scores.reduce((sum, score) => sum + score.words, 0);
      const removed = scores.reduce((sum, score) => sum + score.removed.length, 0);
      const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
      console.log(
        [
          `replies exact: ${exact} of ${rows.length} (${percent(exact, rows.length)})`,
          ...[...bySource].map(([source, sum]) => `  ${source}: ${sum.exact} of ${sum.rows}`),
          `words wrongly removed: ${removed} of ${words} (${percent(removed, words)})`,
          ...scores.filter((score) => !score.exact).map((score) => `  not exact: ${score.row.id}`),
        ].join('\n'),
      );
      expect(exact / rows.length).toBeGreaterThan(0.9);
      expect(removed / words).toBeLessThanOrEqual(0.001);
    });
  });
}

/** A row of the reply collection, as its README describes it. */
interface ReplyRow {
  id: string;
  format: 'text' | 'html';
  kind: 'reply' | 'forward' | 'inline_reply';
  strips_signature: boolean | null;
  compare: string;
  input: string;
  expected_reply: string | null;
  must_include: string[] | null;
  must_exclude: string[] | null;
}

interface ReplyScore {
  exact: boolean;
  /** Words of the expected reply, and how many of them we do not show unfolded. */
  words: number;
  removed: string[];
  got: string;
}

/**
 * Scores one row by its own rule. Sources that say nothing about signatures are met with either form.
 * A forwarded mail is shown unfolded below the writer's words; sources differ in counting it as reply.
 */
function scoreRow(row: ReplyRow): ReplyScore {
  const signatures = row.strips_signature === null ? [false, true] : [!row.strips_signature];
  const candidates = signatures.flatMap((keepSignature) => {
    const reply = extractReply({ [row.format]: row.input }, { keepSignature });
    const own = row.format === 'html' ? (reply.html ?? '') : reply.text;
    const forms = [own];
    if (row.kind === 'forward' && reply.forwarded) forms.push(`${own}\n\n${reply.forwarded}`);
    return forms;
  });
  const exact = candidates.find((form) => meets(row, form));
  const got = exact ?? candidates.at(-1)!;
  const expected = wordsOf(contentOf(row.format, row.expected_reply ?? ''));
  const shown = candidates.at(-1)!;
  const removed = missing(expected, wordsOf(contentOf(row.format, exact ?? shown)));
  return {
    exact: exact !== undefined,
    words: expected.length,
    removed: exact === undefined ? removed : [],
    got,
  };
}

function meets(row: ReplyRow, got: string): boolean {
  const content = squeeze(contentOf(row.format, got));
  const within = (part: string) => content.includes(squeeze(part));
  if (!(row.must_include ?? []).every(within) || (row.must_exclude ?? []).some(within)) return false;
  if (row.expected_reply === null || row.compare === 'include_exclude_on_text') return true;
  return normalised(row.compare, row.format, got) === normalised(row.compare, row.format, row.expected_reply);
}

function normalised(compare: string, format: 'text' | 'html', value: string): string {
  switch (compare) {
    case 'trim':
      return value.trim();
    case 'ws':
      return squeeze(value);
    case 'html_text':
      return squeeze(contentOf(format, value));
    case 'html_text_md':
      return squeeze(contentOf(format, value)).replace(/[*_>#\\]/g, '');
    case 'html_text_nows':
      return contentOf(format, value).replace(/\s/g, '');
    case 'html_nows':
      return markupOf(value);
    default:
      throw new Error(`unknown rule "${compare}"`);
  }
}

/** Markup without what parsers add by themselves, and without white space. */
function markupOf(html: string): string {
  return render(parseHtml(html) ?? [], { decodeEntities: false })
    .replace(/<\/?(?:html|head|body)>/g, '')
    .replace(/\s/g, '');
}

function contentOf(format: 'text' | 'html', value: string): string {
  if (format === 'text') return value;
  const document = parseHtml(value);
  return (document ? htmlLines(document) : [])
    .map((line) => line.leaves.map((leaf) => (isText(leaf) ? leaf.data : '')).join(''))
    .join('\n');
}

function squeeze(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}

function wordsOf(value: string): string[] {
  return value.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function missing(expected: readonly string[], got: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of got) counts.set(word, (counts.get(word) ?? 0) + 1);
  return expected.filter((word) => {
    const left = counts.get(word) ?? 0;
    counts.set(word, left - 1);
    return left <= 0;
  });
}
