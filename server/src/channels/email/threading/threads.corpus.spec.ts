import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ThreadStore } from '../../../../test/mail-thread-builders.js';
import { parseMail } from '../parse/parse-mail.parse.js';
import type { AttachmentSink, ParsedMail } from '../parse/parsed-mail.js';
import { isUsableId } from './candidate-ids.js';
import type { ThreadDecision } from './decide-thread.js';
import { normaliseSubject } from './subject.js';

const folder = resolve(process.env.PARLEY_CORPORA ?? '../shared', 'corpora/email/threads');
const present = existsSync(folder);
if (!present) console.log(`No mail corpora at ${folder}: threading is not checked against them here.`);

interface Row {
  file: string;
  set: string;
  thread_by_headers: string;
  mail: ParsedMail;
}

const drain: AttachmentSink = async (_meta, content) => {
  let size = 0;
  for await (const chunk of content) size += chunk.length;
  return { size, stored: null };
};

async function readRows(): Promise<Row[]> {
  const [, ...lines] = (await readFile(`${folder}/threads.tsv`, 'utf8')).trim().split('\n');
  return Promise.all(
    lines.map(async (line) => {
      const [file = '', set = '', thread_by_headers = ''] = line.split('\t');
      const mail = await parseMail(await readFile(`${folder}/files/${file}`), drain);
      return { file, set, thread_by_headers, mail };
    }),
  );
}

/** As a channel would receive them: by date, undated ones last. */
function byDate(rows: Row[]): Row[] {
  const time = ({ mail }: Row) => mail.date?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return [...rows].sort((one, other) => time(one) - time(other) || one.file.localeCompare(other.file));
}

const idsOf = ({ mail }: Row) => [mail.messageId ?? '', ...mail.inReplyTo, ...mail.references];
const share = (one: Row, other: Row, usable: (id: string) => boolean) =>
  idsOf(one).some((id) => id !== '' && usable(id) && idsOf(other).includes(id));

/** Written apart from the code under test: plain words for each rule that may part what the headers tie together. */
function partedBy(row: Row, earlier: Row[], store: ThreadStore): string[] {
  const tied = earlier.filter((other) => share(row, other, () => true));
  if (tied.length === 0) return ['came before what ties it'];
  const sound = tied.filter((other) => share(row, other, isUsableId));
  if (sound.length === 0) return ['only an unusable id'];
  const author = row.mail.from[0]?.address.toLowerCase() ?? '';
  const rules = sound.map((other) => {
    const people = store
      .participants(store.conversationOf(other.file))
      .map((address) => address.toLowerCase());
    if (author === '' || !people.includes(author)) return 'stranger';
    const [a, b] = [row, other].map(({ mail }) => normaliseSubject(mail.subject).toLowerCase());
    return a !== b ? 'subject changed' : 'none';
  });
  return [...new Set(rules)];
}

(present ? describe : describe.skip)('the threads of the collection', () => {
  let rows: Row[] = [];
  beforeAll(async () => {
    rows = await readRows();
  }, 120_000);

  it('are kept, but for what our rules part, and never joined beyond the headers', () => {
    const reasons = new Map<string, number>();
    const unexplained: string[] = [];
    let [tiedPairs, keptPairs, apartPairs, wronglyJoined] = [0, 0, 0, 0];
    const count = (reason: string) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    for (const set of new Set(rows.map((row) => row.set))) {
      const arrived: Row[] = [];
      const store = new ThreadStore(set, []);
      for (const row of byDate(rows.filter((one) => one.set === set))) {
        const why = partedBy(row, arrived, store);
        const decision: ThreadDecision = store.take(row.mail, row.file);
        if (decision.kind === 'new') {
          const alone = !rows.some(
            (other) => other !== row && other.thread_by_headers === row.thread_by_headers,
          );
          if (!alone) for (const rule of why) count(rule);
          if (why.includes('none')) unexplained.push(`${row.file}: parted without a rule`);
          const named = decision.reason === 'stranger' ? 'stranger' : 'subject changed';
          const tells = decision.reason === 'stranger' || decision.reason === 'subject_changed';
          if (tells && !why.includes(named)) unexplained.push(`${row.file}: ${decision.reason}, but ${why}`);
        } else if (!why.includes('none')) {
          unexplained.push(`${row.file}: joined in spite of ${why}`);
        }
        arrived.push(row);
      }
      for (const [index, one] of arrived.entries()) {
        for (const other of arrived.slice(index + 1)) {
          const tied = one.thread_by_headers === other.thread_by_headers;
          const joined = store.conversationOf(one.file) === store.conversationOf(other.file);
          if (tied) tiedPairs++;
          else apartPairs++;
          if (tied && joined) keptPairs++;
          if (!tied && joined) wronglyJoined++;
        }
      }
    }
    console.log(
      `threads: ${rows.length} mails; of ${tiedPairs} pairs tied by headers ${keptPairs} are in one conversation; ` +
        `of ${apartPairs} pairs apart by headers ${wronglyJoined} are joined. New conversations inside a header thread: ` +
        [...reasons].map(([reason, number]) => `${reason} ${number}`).join(', '),
    );
    expect(unexplained).toEqual([]);
    expect(wronglyJoined).toBe(0);
  });

  it('are whole by their ids when everybody is a participant and subjects do not count', () => {
    const parted: string[] = [];
    let threads = 0;
    for (const set of new Set(rows.map((row) => row.set))) {
      const inSet = byDate(rows.filter((row) => row.set === set));
      const everybody = { name: '', address: 'everybody@list.test' };
      const store = new ThreadStore(set, []);
      for (const row of inSet) store.take({ ...row.mail, from: [everybody], subject: '' }, row.file);
      for (const thread of new Set(inSet.map((row) => row.thread_by_headers))) {
        const mails = inSet.filter((row) => row.thread_by_headers === thread);
        threads++;
        const conversations = new Set(mails.map((row) => store.conversationOf(row.file)));
        if (conversations.size === 1) continue;
        parted.push(thread);
        // What fell apart was held together by ids alone that name nothing.
        for (const one of mails) {
          for (const other of mails) {
            if (store.conversationOf(one.file) === store.conversationOf(other.file)) continue;
            expect([one.file, other.file, share(one, other, isUsableId)]).toEqual([
              one.file,
              other.file,
              false,
            ]);
          }
        }
      }
    }
    console.log(
      `threads by ids alone: ${threads - parted.length} of ${threads} whole; by unusable ids: ${parted}`,
    );
    expect(parted.length / threads).toBeLessThanOrEqual(0.02);
  });
});
