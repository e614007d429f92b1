import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMail } from './parse-mail.parse.js';
import { keep } from './sample-mail.js';

const seed = Number(process.env.PARLEY_FUZZ_SEED ?? Date.now() % 2 ** 31);
console.log(`mail fuzzing: PARLEY_FUZZ_SEED=${seed}`);

/** Pieces mails are made of, good and bad; put together at random they reach most of the grammar. */
const PIECES = [
  'From: =?utf-8?Q?J=C3=B6rg?= <a@example.org>\r\n',
  'From: "open <a@b\n',
  'To: Group: a@b, "c, d" <e@f>;, (x (y) z) g@h\r\n',
  'Subject: =?iso-8859-1?B?/w==?= =?utf-8?q?=?\r\n',
  'Subject: \xff\xfe\x80 raw\r\n',
  'Message-ID: <1@x>\r\n',
  'References: <1@x>,<2@x>,,<>\r\n\t<3@x>\n',
  'Date: 1 Jan 2026 00:00:00 +9999\r\n',
  'Content-Type: multipart/mixed; boundary="b"\r\n',
  'Content-Type: multipart/alternative; boundary=b\n',
  'Content-Type: multipart/related\r\n',
  "Content-Type: text/html; charset*0*=utf-7''; charset*9999=x; name*=%\r\n",
  'Content-Type: text/calendar; method=REQUEST\r\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Type: application/pdf; name="../a\\"b\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: quoted-printable\r\n',
  'Content-Transfer-Encoding: x-uuencode\n',
  'Content-Disposition: attachment; filename="=?utf-8?B?4oKs?="\r\n',
  'Content-ID: <<x>\r\n',
  '\r\n',
  '\n',
  '\r',
  '\r\n--b\r\n',
  '\n--b  \n',
  '\r\n--b--\r\n',
  'SGVsbG8=\r\n',
  '=C3=A4 =\r\n=ZZ=',
  'begin 644 a\nM2&5Y\n',
  'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Nowhere:20261399T999999\nDURATION:P9999999999Y\nORGANIZER;CN="\nEND:VEVENT\n',
  '<meta charset=utf-16><p>cid:x%zz\n',
  '\x1b$B\x80\x00',
];

const mail = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...PIECES).map((piece) => Buffer.from(piece, 'latin1')) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(...PIECES), fc.integer({ min: 1, max: 400 }))
          .map(([piece, times]) => Buffer.from(piece.repeat(times), 'latin1')),
      },
    ),
    { maxLength: 40 },
  )
  .map((pieces) => Buffer.concat(pieces));

function inChunks(bytes: Buffer, sizes: number[]): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return Readable.from(chunks);
}

it('reads anything, and reads it alike however it is cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      mail,
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
      async (bytes, sizes) => {
        const whole = await parseMail(bytes, keep);
        const cut = await parseMail(inChunks(bytes, sizes), keep);
        expect(cut).toEqual(whole);
        expect(JSON.stringify(whole)).toContain('"faults"');
      },
    ),
    { seed, numRuns: 600 },
  );
});

/** A whole mail with most of what mails have, to be damaged. */
const WHOLE = [
  'From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.org>',
  'To: Team: ann@example.org, "B, C" <bc@example.org>;',
  'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
  'Date: Tue, 3 Mar 2026 09:05:00 +0100 (CET)',
  'Message-ID: <1@example.org>',
  'References: <0@example.org>,<00@example.org>',
  'Content-Type: multipart/mixed; boundary="=_outer"',
  '',
  '--=_outer',
  'Content-Type: multipart/alternative; boundary="=_inner"',
  '',
  '--=_inner',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Gr=FC=DFe, =',
  'und bis bald',
  '--=_inner',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p><img src="cid:p@x"></p>',
  '--=_inner--',
  '--=_outer',
  'Content-Type: text/calendar; method=REQUEST',
  '',
  'BEGIN:VCALENDAR',
  'BEGIN:VEVENT',
  'DTSTART;TZID=Europe/Berlin:20260710T090000',
  'DURATION:PT1H',
  'END:VEVENT',
  'END:VCALENDAR',
  '--=_outer',
  'Content-Type: message/rfc822',
  '',
  'Subject: inner',
  '',
  'Hi',
  '--=_outer',
  "Content-Type: image/png; name*0*=utf-8''%C3%9C; name*1=ber.png",
  'Content-ID: <p@x>',
  'Content-Transfer-Encoding: base64',
  '',
  'iVBORw0KGgo=',
  '--=_outer--',
  '',
].join('\r\n');

const at = fc.nat({ max: WHOLE.length - 1 });
const damage = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), from: at, to: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), from: at, to: at }),
  fc.record({ kind: fc.constant('copy' as const), from: at, to: at }),
  fc.record({ kind: fc.constant('end' as const), from: at, to: at }),
);

it('reads damaged mails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 8 }), async (damages) => {
      let bytes = Buffer.from(WHOLE, 'latin1');
      for (const { kind, from, to } of damages) {
        const [low, high] = [Math.min(from, to), Math.max(from, to)];
        if (kind === 'set') bytes[from % bytes.length] = to % 256;
        else if (kind === 'cut')
          bytes = Buffer.concat([bytes.subarray(0, low), bytes.subarray(Math.min(high, low + 60))]);
        else if (kind === 'copy') bytes = Buffer.concat([bytes.subarray(0, high), bytes.subarray(low)]);
        else bytes = bytes.subarray(0, Math.max(from, 1));
      }
      const whole = await parseMail(bytes, keep);
      expect(await parseMail(inChunks(bytes, [7, 64, 1]), keep)).toEqual(whole);
    }),
    { seed, numRuns: 400 },
  );
});

it('loses no attachment byte of well-formed mails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 500 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('\r\n', '\n'),
      async (files, eol) => {
        const lines = ['Content-Type: multipart/mixed; boundary="=_x"', ''];
        for (const file of files) {
          const encoded =
            Buffer.from(file)
              .toString('base64')
              .match(/.{1,76}/g) ?? [];
          lines.push(
            '--=_x',
            'Content-Type: application/zip',
            'Content-Transfer-Encoding: base64',
            '',
            ...encoded,
          );
        }
        const { attachments } = await parseMail(Buffer.from([...lines, '--=_x--', ''].join(eol)), keep);
        expect(attachments.map(({ stored }) => stored)).toEqual(
          files.map((file) => Buffer.from(file).toString('latin1')),
        );
      },
    ),
    { seed, numRuns: 100 },
  );
});
