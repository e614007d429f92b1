import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { convert } from 'html-to-text';
import { authorOf } from './mail-author.js';
import { parseMail } from './parse-mail.parse.js';
import type { AttachmentSink, MailAddress, ParsedMail } from './parsed-mail.js';

const ROOT = path.resolve(import.meta.dirname, '../../../../..');
const CORPORA = path.resolve(ROOT, process.env.PARLEY_CORPORA ?? '../shared', 'corpora/email');
/** Where PARLEY_CORPORA names the folder of the corpora itself. */
const EMAIL = existsSync(CORPORA)
  ? CORPORA
  : path.resolve(ROOT, process.env.PARLEY_CORPORA ?? '../shared', 'email');
const present = existsSync(EMAIL);
if (!present) console.log(`No mail corpora at ${CORPORA}: these checks have nothing to read.`);

/** Share of expected values met when last measured, per source; falling under it is a regression. */
const FLOORS: Readonly<Record<string, number>> = { letters: 1, stalwart: 0.93, zammad: 0.98 };

interface Expected {
  file: string;
  suspect?: string[];
  subject?: string | null;
  from_?: { name: string | null; address: string | null }[];
  from_email?: string;
  from_display_name?: string;
  to?: { name: string | null; address: string | null }[] | string | null;
  cc?: string | null;
  content_type?: string;
  text?: string[];
  html?: string[];
  body_text?: string | null;
  body_truncated?: boolean;
  attachments?: {
    filename: string | null;
    kind?: string;
    bytes?: number | null;
    mime?: string | null;
    content_id?: string | null;
    original_format_copy?: boolean;
  }[];
}

const hashing: AttachmentSink = async (_meta, content) => {
  const hash = createHash('sha256');
  let size = 0;
  for await (const bytes of content) {
    hash.update(bytes);
    size += bytes.length;
  }
  return { size, stored: hash.digest('hex') };
};

const forms: readonly [string, (bytes: Buffer) => Buffer][] = [
  ['as stored', (bytes) => bytes],
  ['LF', (bytes) => Buffer.from(bytes.toString('latin1').replace(/\r\n/g, '\n'), 'latin1')],
  ['CRLF', (bytes) => Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')],
];

const bare = (text: string): string => text.replace(/[\s\u00a0\u200b\ufeff]+/g, '').replaceAll('*', '');

/** Equal but for white space; U+FFFD in the expectation is a letter its product could not read. */
function sameText(got: string, wanted: string): boolean {
  const [a, b] = [bare(got), bare(wanted)];
  if (a === b) return true;
  if (!b.includes('\ufffd')) return false;
  const pieces = b.split(/\ufffd+/);
  let at = 0;
  for (const piece of pieces) {
    const found = a.indexOf(piece, at);
    if (found < 0 || found > at + 8) return false;
    at = found + piece.length;
  }
  return a.length - at < 8;
}

function sameAddresses(
  got: MailAddress[],
  wanted: { name: string | null; address: string | null }[],
): boolean {
  if (got.length !== wanted.length) return false;
  return wanted.every(
    ({ name, address }, i) => sameText(got[i]!.name, name ?? '') && sameText(got[i]!.address, address ?? ''),
  );
}

/** A header as another product stores it: the same addresses and the same names, quoting aside. */
function sameHeader(got: MailAddress[], wanted: string | null): boolean {
  const plain = (text: string): string => bare(text.replace(/["'<>(),;]/g, '')).toLowerCase();
  const shown = got.map(({ name, address }) => (name === '' ? address : `${name} ${address}`)).join(' ');
  return sameText(plain(shown), plain(wanted ?? ''));
}

function contentOf(mail: ParsedMail): string {
  if (mail.html === null) return mail.text ?? '';
  return convert(mail.html.replace(/<\/?(?:html|body)\b[^>]*>/gi, ''), {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      { selector: 'table', options: { uppercaseHeaderCells: false } },
      { selector: 'ul', options: { itemPrefix: '' } },
      { selector: 'hr', format: 'skip' },
    ],
  });
}

type Note = (field: string, met: boolean, got: unknown, wanted: unknown) => void;
type Check = readonly [field: string, met: boolean, got: unknown, wanted: unknown];

function checks(row: Expected, mail: ParsedMail, form: string): Check[] {
  const found: Check[] = [];
  const check: Note = (field, met, got, wanted) => {
    if (!row.suspect?.some((one) => one.split(':')[0] === field)) found.push([field, met, got, wanted]);
  };
  if (row.subject !== undefined)
    check('subject', sameText(mail.subject, row.subject ?? ''), mail.subject, row.subject);
  if (row.from_ !== undefined) check('from_', sameAddresses(mail.from, row.from_), mail.from, row.from_);
  if (row.from_email !== undefined) {
    check(
      'from_email',
      authorOf(mail)?.address.toLowerCase() === row.from_email.toLowerCase(),
      authorOf(mail),
      row.from_email,
    );
  }
  if (row.from_display_name !== undefined) {
    check(
      'from_display_name',
      sameText(authorOf(mail)?.name ?? '', row.from_display_name),
      authorOf(mail),
      row.from_display_name,
    );
  }
  if (Array.isArray(row.to)) check('to', sameAddresses(mail.to, row.to), mail.to, row.to);
  else if (row.to !== undefined) check('to', sameHeader(mail.to, row.to), mail.to, row.to);
  if (row.cc !== undefined) check('cc', sameHeader(mail.cc, row.cc), mail.cc, row.cc);
  if (row.content_type !== undefined) {
    const type = mail.html !== null && mail.html.trim() !== '' ? 'text/html' : 'text/plain';
    check('content_type', type === row.content_type, type, row.content_type);
  }
  if (row.text !== undefined)
    check('text', sameText(mail.text ?? '', row.text.join('\n')), mail.text, row.text);
  if (row.html !== undefined)
    check('html', sameText(mail.html ?? '', row.html.join('\n')), mail.html, row.html);
  if (row.body_text !== undefined) {
    const got = bare(contentOf(mail));
    const wanted = bare(row.body_text ?? '');
    // Some products show the title of an HTML document as its first line.
    const titled = bare(/<title[^>]*>([^<]*)/i.exec(mail.html ?? '')?.[1] ?? '') + got;
    const met = [got, titled].some((one) =>
      row.body_truncated === true ? one.startsWith(wanted.slice(0, 2_000)) : one === wanted,
    );
    check('body_text', met, got, wanted);
  }
  if (row.attachments !== undefined) checkAttachments(row, mail, form, check);
  return found;
}

/** What products call a part that has no name. */
const MADE_UP = /^(?:file|document|video)\d*(?:\.\w+)?$/;

function checkAttachments(row: Expected, mail: ParsedMail, form: string, check: Note): void {
  const wanted = (row.attachments ?? []).filter((one) => one.original_format_copy !== true);
  const left = [...mail.attachments];
  const missing = wanted.filter((one) => {
    const at = left.findIndex(
      (other) =>
        (one.filename === null ||
          MADE_UP.test(one.filename) ||
          sameText(other.filename, one.filename.replace(/^.*\//, ''))) &&
        // Text that is not encoded grows with its line ends.
        (typeof one.bytes !== 'number' || form === 'CRLF' || one.bytes === other.size) &&
        (typeof one.mime !== 'string' || one.mime === other.contentType) &&
        (typeof one.content_id !== 'string' || one.content_id === other.contentId),
    );
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  check('attachments', missing.length === 0 && left.length === 0, mail.attachments, wanted);
}

(present ? describe : describe.skip)('parseMail over the mail corpora', () => {
  it('meets the expected values', async () => {
    const rows = readFileSync(path.join(EMAIL, 'parse/expected.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Expected);
    const score = new Map<string, { met: number; all: number }>();
    for (const row of rows) {
      const source = row.file.split('__')[0]!;
      const bytes = readFileSync(path.join(EMAIL, 'parse/files', row.file));
      for (const [form, convertForm] of forms.slice(1)) {
        const mail = await parseMail(convertForm(bytes), hashing);
        for (const [field, met, got, wanted] of checks(row, mail, form)) {
          const sum = score.get(source) ?? { met: 0, all: 0 };
          sum.all += 1;
          if (met) sum.met += 1;
          else if (process.env.PARLEY_SHOW_MISSES !== undefined) {
            console.log(
              `${row.file} (${form}) ${field}\n  got    ${JSON.stringify(got)?.slice(0, 1500)}\n  wanted ${JSON.stringify(wanted)?.slice(0, 1500)}`,
            );
          }
          score.set(source, sum);
        }
      }
    }
    const shares = [...score].map(([source, { met, all }]) => ({ source, met, all, share: met / all }));
    console.log(
      shares
        .map(({ source, met, all, share }) => `${source}: ${met} of ${all} (${(share * 100).toFixed(1)} %)`)
        .join('\n'),
    );
    for (const { source, share } of shares)
      expect({ source, ok: share >= (FLOORS[source] ?? 1) }).toEqual({ source, ok: true });
  });

  it('finds the ids that tie threads together', async () => {
    const [head, ...rows] = readFileSync(path.join(EMAIL, 'threads/threads.tsv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    const column = (row: string[], name: string): string => row[head!.indexOf(name)] ?? '';
    let met = 0;
    for (const row of rows) {
      const file = ['files', '.']
        .map((folder) => path.join(EMAIL, 'threads', folder, column(row, 'file')))
        .find(existsSync);
      const mail = await parseMail(readFileSync(file!), hashing);
      // Only bracketed ids are listed; of bare ones (three mails) the list knows nothing.
      const ids = (text: string): string => [...new Set(text.match(/<[^<>\s]+>/g) ?? [])].sort().join(' ');
      const got = [
        mail.messageId ?? '',
        mail.inReplyTo.toSorted().join(' '),
        mail.references.toSorted().join(' '),
      ];
      const wanted = ['message_id', 'in_reply_to', 'references'].map((name) => ids(column(row, name)));
      if (got.join('|') === wanted.join('|')) met += 1;
      else if (process.env.PARLEY_SHOW_MISSES !== undefined) console.log(column(row, 'file'), got, wanted);
    }
    console.log(
      `threads: the ids of ${met} of ${rows.length} mails (${((met / rows.length) * 100).toFixed(1)} %)`,
    );
    expect(met / rows.length).toBeGreaterThanOrEqual(0.98);
  });

  it('reads every mail in every form without failing', async () => {
    const files = ['parse/files', 'auto', 'auto/files', 'threads', 'threads/files', 'hostile/files']
      .map((folder) => path.join(EMAIL, folder))
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => ({ folder, entry })))
      .filter(({ entry }) => entry.isFile() && !/\.(tsv|jsonl|md)$/.test(entry.name));
    expect(files.length).toBeGreaterThan(500);
    let slowest = { name: '', ms: 0 };
    for (const { folder, entry } of files) {
      const bytes = readFileSync(path.join(folder, entry.name));
      const started = performance.now();
      const results = [];
      for (const [, convertForm] of forms) results.push(await parseMail(convertForm(bytes), hashing));
      const ms = performance.now() - started;
      if (ms > slowest.ms) slowest = { name: entry.name, ms };
      const [, lf, crlf] = results as [ParsedMail, ParsedMail, ParsedMail];
      expect({ file: entry.name, subject: crlf.subject, ids: crlf.references }).toEqual({
        file: entry.name,
        subject: lf.subject,
        ids: lf.references,
      });
    }
    console.log(
      `${files.length} mails, each in ${forms.length} forms; slowest ${slowest.name} ${slowest.ms.toFixed(0)} ms`,
    );
  });
});
