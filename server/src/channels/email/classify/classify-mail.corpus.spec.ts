import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseMail } from '../parse/parse-mail.parse.js';
import type { AttachmentSink } from '../parse/parsed-mail.js';
import { classifyMail, type MailClass, type MailKind } from './classify-mail.parse.js';

const folder = resolve(process.env.PARLEY_CORPORA ?? '../shared', 'corpora/email/auto');
const present = existsSync(folder);
if (!present) console.log(`No mail corpora at ${folder}: the scores of automatic mail are not checked here.`);

interface Row {
  file: string;
  label: string;
  is_automatic: 'yes' | 'no' | 'unmarked';
  enhanced_status: string;
  hard_bounce: string;
  recipients: string;
}

interface Judged extends Row {
  got: MailClass;
}

/** The kinds that a label of the collection may rightly be told as. A delay counts as its bounce family. */
const KINDS: Record<string, MailKind[]> = {
  human: ['human'],
  bounce: ['bounce', 'delay'],
  delayed: ['delay'],
  dsn_success: ['delivered'],
  auto_reply: ['auto_reply', 'out_of_office', 'notification'],
  challenge_response: ['challenge'],
  feedback_report: ['abuse_report'],
  mailing_list: ['list'],
  mdn: ['read_receipt'],
};

/** Measured, and not to fall. */
const FLOORS = {
  precision: 1,
  recall: 0.993,
  humansTaken: 0.005,
  status: 0.98,
  recipients: 0.9,
  deadAddress: 0.89,
  perLabel: {
    human: 1,
    bounce: 0.986,
    delayed: 0.83,
    dsn_success: 0.33,
    auto_reply: 1,
    challenge_response: 0.75,
    feedback_report: 0.89,
    mailing_list: 1,
    mdn: 1,
  } as Record<string, number>,
};

const drain: AttachmentSink = async (_meta, content) => {
  let size = 0;
  for await (const chunk of content) size += chunk.length;
  return { size, stored: null };
};

async function judgeAll(lineEnd: 'as given' | 'CRLF'): Promise<Judged[]> {
  const [head = '', ...lines] = (await readFile(`${folder}/labels.tsv`, 'utf8')).trim().split('\n');
  const names = head.split('\t');
  const judged: Judged[] = [];
  for (const line of lines) {
    const cells = line.split('\t');
    const row = Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) as unknown as Row;
    const bytes = await readFile(`${folder}/files/${row.file}`);
    const source =
      lineEnd === 'CRLF' ? Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1') : bytes;
    const mail = await parseMail(source, drain);
    judged.push({ ...row, got: classifyMail(mail, { addresses: ['support@brand.example'] }) });
  }
  return judged;
}

const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

(present ? describe : describe.skip)('automatic mail of the collection', () => {
  let judged: Judged[] = [];
  beforeAll(async () => {
    judged = await judgeAll('as given');
  }, 120_000);

  it('takes no human for a machine, and finds the machines', () => {
    const machines = judged.filter((row) => row.is_automatic === 'yes');
    const humans = judged.filter((row) => row.is_automatic === 'no');
    const found = machines.filter((row) => row.got.automatic).length;
    const taken = humans.filter((row) => row.got.automatic);
    const precision = share(found, found + taken.length);
    const recall = share(found, machines.length);
    console.log(
      `automatic against human: precision ${percent(precision)}, recall ${percent(recall)} ` +
        `(${found} of ${machines.length}); humans taken for machines ${taken.length} of ${humans.length} ${taken.map((row) => row.file)}`,
    );
    expect(share(taken.length, humans.length)).toBeLessThanOrEqual(FLOORS.humansTaken);
    expect(precision).toBeGreaterThanOrEqual(FLOORS.precision);
    expect(recall).toBeGreaterThanOrEqual(FLOORS.recall);
  });

  it('tells the kinds apart', () => {
    const lines: string[] = [];
    for (const [label, floor] of Object.entries(FLOORS.perLabel)) {
      const kinds = KINDS[label] ?? [];
      const labelled = judged.filter((row) => row.label === label);
      const told = judged.filter((row) => row.is_automatic !== 'unmarked' && kinds.includes(row.got.kind));
      const right = labelled.filter((row) => kinds.includes(row.got.kind)).length;
      const sound = told.filter((row) => KINDS[row.label]?.includes(row.got.kind)).length;
      lines.push(
        `${label.padEnd(20)} precision ${percent(share(sound, told.length)).padStart(7)}  recall ${percent(share(right, labelled.length)).padStart(7)}  (${right} of ${labelled.length})`,
      );
      expect([label, share(right, labelled.length) >= floor]).toEqual([label, true]);
    }
    console.log(lines.join('\n'));
  });

  it('reads status, recipients and dead addresses from bounces', () => {
    // 5.0.9xx are codes the source of the labels made up where the mail has none.
    const codes = (row: Row) =>
      row.enhanced_status.split('|').filter((code) => code && !/\.0\.9\d\d$/.test(code));
    const told = (row: Judged) => row.got.bounce?.perRecipient ?? [];
    const withStatus = judged.filter((row) => row.label === 'bounce' && codes(row).length > 0);
    const statusMet = withStatus.filter((row) => {
      const got = told(row).map((recipient) => recipient.status);
      return codes(row).every((code) => got.includes(code) || (code.endsWith('.0.0') && got.includes(null)));
    });
    const named = judged.filter((row) => row.recipients !== '');
    const sorted = (addresses: string[]) =>
      addresses
        .map((address) => address.toLowerCase())
        .sort()
        .join('|');
    const namedMet = named.filter(
      (row) => sorted(row.recipients.split('|')) === sorted(row.got.bounce?.recipients ?? []),
    );
    const hard = judged.filter((row) => row.label === 'bounce' && row.hard_bounce !== '');
    const hardMet = hard.filter((row) =>
      row.hard_bounce.split('|').includes(String(row.got.bounce?.addressDead)),
    );
    console.log(
      `bounce fields met: status ${percent(share(statusMet.length, withStatus.length))} of ${withStatus.length}, ` +
        `recipients ${percent(share(namedMet.length, named.length))} of ${named.length}, ` +
        `dead address ${percent(share(hardMet.length, hard.length))} of ${hard.length}`,
    );
    expect(share(statusMet.length, withStatus.length)).toBeGreaterThanOrEqual(FLOORS.status);
    expect(share(namedMet.length, named.length)).toBeGreaterThanOrEqual(FLOORS.recipients);
    expect(share(hardMet.length, hard.length)).toBeGreaterThanOrEqual(FLOORS.deadAddress);
  });

  it('says the same whatever the line ends are', async () => {
    const crlf = await judgeAll('CRLF');
    const kinds = (rows: Judged[]) =>
      rows.map((row) => `${row.file} ${row.got.kind} ${row.got.bounce?.status}`);
    expect(kinds(crlf)).toEqual(kinds(judged));
  }, 120_000);
});
