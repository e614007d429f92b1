import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { aDelivery, anEmailChannel, emailParts } from '../../../../../test/email-channel.js';
import { parseMailDelivery } from '../../receive/mail-event.parse.js';
import { keep, multipart, read } from '../sample-mail.js';
import { unpackRtf } from './compressed-rtf.parse.js';
import { textOfRtf } from './rtf-text.parse.js';
import { attachedMessage, attribute, file, message, narrow, tnef, wide } from './sample-tnef.js';
import { openTnef } from './tnef.parse.js';

async function* inPieces(bytes: Buffer, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const open = (bytes: Buffer) => openTnef(inPieces(bytes), keep);

const wrapped = (inside: Buffer, text = 'See the files.') =>
  [
    'From: Anna <anna@example.test>',
    'Subject: Wrapped',
    'MIME-Version: 1.0',
    multipart(
      'mixed',
      'b',
      `Content-Type: text/plain\n\n${text}`,
      `Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\n${inside.toString('base64')}`,
    ),
  ].join('\n');

const sample = tnef(
  attribute(1, 0x00089006, Buffer.of(0, 0, 1, 0)),
  attribute(1, 0x00078008, narrow('IPM.Microsoft Mail.Note')),
  message([0x1000, 0x1f, wide('Good morning')], [0x1009, 0x102, Buffer.alloc(5)]),
  file('OFFER~1.PDF', Buffer.from('%PDF'), [0x3707, 0x1f, wide('Angebot für Ännchen.pdf')]),
  file(
    'PIC.PNG',
    Buffer.from('png'),
    [0x3712, 0x1e, narrow('pic@here')],
    [0x370e, 0x1e, narrow('image/png')],
  ),
);

describe('what Outlook wraps into winmail.dat', () => {
  it('is opened: its files are attachments like any', async () => {
    const mail = await read(wrapped(sample));
    expect(mail.text?.trim()).toBe('See the files.');
    expect(mail.faults).toEqual([]);
    expect(
      mail.attachments.map(({ filename, contentType, size, stored, index }) => [
        index,
        filename,
        contentType,
        size,
        stored,
      ]),
    ).toEqual([
      [0, 'Angebot für Ännchen.pdf', 'application/pdf', 4, '%PDF'],
      [1, 'PIC.PNG', 'image/png', 3, 'png'],
    ]);
  });

  it('says what was written where the mail says nothing else', async () => {
    expect((await read(wrapped(sample, ' '))).text).toBe('Good morning');
    const html = '<p>Grüße <img src="cid:pic@here"></p>';
    const inside = tnef(
      message([0x3fde, 0x03, 65_001], [0x1013, 0x102, Buffer.from(html, 'utf8')]),
      file('PIC.PNG', Buffer.from('png'), [0x3712, 0x1e, narrow('<pic@here>')]),
    );
    const mail = await read(wrapped(inside, ''));
    expect(mail.html).toBe(html);
    expect(mail.attachments).toMatchObject([{ filename: 'PIC.PNG', contentId: 'pic@here', inline: true }]);
  });

  it('reads names and words in the code page they are in', async () => {
    const inside = tnef(
      attribute(1, 0x00069007, Buffer.of(0xe3, 0x04, 0, 0, 0, 0, 0, 0)),
      attribute(1, 0x0002800c, Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0])),
      file('x', Buffer.from('1'), [0x3707, 0x1e, Buffer.from([0xcf, 0x2e, 0x74, 0x78, 0x74, 0])]),
    );
    const { text, files, whole } = await open(inside);
    expect([text, files[0]?.filename, files[0]?.contentType, whole]).toEqual([
      'Привет',
      'П.txt',
      'text/plain',
      true,
    ]);
  });

  it('takes a message in the message apart: its words are a file, beside its own files', async () => {
    const inner = tnef(
      message([0x0037, 0x1f, wide('Re: a/b')], [0x1000, 0x1f, wide('Inner words')]),
      file('IN.TXT', Buffer.from('in')),
    );
    const { files, whole } = await open(
      tnef(attachedMessage(inner, 'Inner'), file('OUT.TXT', Buffer.from('out'))),
    );
    expect(files.map(({ filename, stored }) => [filename, stored])).toEqual([
      ['IN.TXT', 'in'],
      ['Re: a-b.txt', 'Inner words'],
      ['OUT.TXT', 'out'],
    ]);
    expect(whole).toBe(true);
  });

  it('takes file names for nothing but names', async () => {
    const { files } = await open(
      tnef(
        file('A', Buffer.from('1'), [0x3707, 0x1f, wide('..\\..\\etc/passwd')]),
        file('', Buffer.from('2'), [0x370e, 0x1e, narrow('image/png')]),
        file('B', Buffer.from('3'), [0x3707, 0x1f, wide('evil\u202efdp.exe')]),
      ),
    );
    expect(files.map(({ filename }) => filename)).toEqual(['passwd', 'image-2.png', 'evil fdp.exe']);
  });

  it('lets large files flow', async () => {
    const content = Buffer.alloc(6_000_000, 7);
    let most = 0;
    let size = 0;
    const { files, whole } = await openTnef(
      inPieces(tnef(file('BIG.BIN', content)), 65_536),
      async (_meta, bytes) => {
        for await (const piece of bytes) {
          most = Math.max(most, piece.length);
          size += piece.length;
        }
        return { size, stored: 'big' };
      },
    );
    expect([files[0]?.size, whole]).toEqual([6_000_000, true]);
    expect(most).toBeLessThanOrEqual(65_536);
  });

  it('is not taken for one because of its name', async () => {
    const mail = await read(wrapped(Buffer.from('not at all')));
    expect(mail.attachments).toMatchObject([{ filename: 'winmail.dat', stored: 'not at all' }]);
    expect(mail.faults).toEqual([]);
  });
});

describe('what cannot be made out', () => {
  const receive = async (inside: Buffer) => {
    const channel = anEmailChannel();
    const delivery = aDelivery(channel, wrapped(inside).replaceAll('\n', '\r\n'));
    const event = await parseMailDelivery(delivery, emailParts().ids);
    return event.attachments.map(({ filename, storageKey }) => [
      filename,
      delivery.stored.get(String(storageKey))?.length,
    ]);
  };

  it('stays at hand beside what could', async () => {
    expect(await receive(sample)).toEqual([
      ['Angebot für Ännchen.pdf', 4],
      ['PIC.PNG', 3],
    ]);
    const torn = sample.subarray(0, sample.length - 40);
    expect(await receive(torn)).toEqual([
      ['Angebot für Ännchen.pdf', 4],
      ['PIC.PNG', 3],
      ['winmail.dat', torn.length],
    ]);
    const damaged = Buffer.from(sample);
    damaged[damaged.indexOf('%PDF')] = 0x21;
    expect((await receive(damaged)).at(-1)).toEqual(['winmail.dat', sample.length]);
    const appointment = tnef(attribute(1, 0x00078008, narrow('IPM.Microsoft Schedule.MtgReq')));
    expect(await receive(appointment)).toEqual([['winmail.dat', appointment.length]]);
  });

  it('never makes it fail: cut anywhere, or changed anywhere', async () => {
    for (let length = 0; length <= sample.length; length += 1) {
      const { whole } = await open(sample.subarray(0, length));
      if (length < 6) expect(whole).toBe(false);
    }
    let seed = Number(process.env.PARLEY_SEED ?? 20_240_501);
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    for (let round = 0; round < 500; round += 1) {
      const changed = Buffer.from(sample);
      for (let count = 0; count <= random(4); count += 1)
        changed[6 + random(changed.length - 6)] = random(256);
      const { files } = await openTnef(inPieces(changed, 4_096), keep);
      expect(files.length).toBeLessThan(5);
    }
  });

  it('is bounded: depth, numbers, lengths that are not there', async () => {
    let nested = tnef(file('DEEP.TXT', Buffer.from('deep')));
    for (let depth = 0; depth < 50; depth += 1) nested = tnef(attachedMessage(nested, 'x'));
    expect(await open(nested)).toMatchObject({ whole: false, files: [] });
    const many = tnef(...Array.from({ length: 600 }, () => file('A', Buffer.from('1'))));
    expect((await openTnef(inPieces(many, 65_536), keep)).files).toHaveLength(500);
    const crumbs = tnef(...Array.from({ length: 60_000 }, () => attribute(1, 0x00060000, Buffer.alloc(0))));
    expect((await openTnef(inPieces(crumbs, 65_536), keep)).whole).toBe(false);
    const claims = Buffer.concat([tnef(), Buffer.of(1), Buffer.from('03900600ffffffff', 'hex')]);
    expect(await open(claims)).toMatchObject({ whole: false });
    const values = attribute(1, 0x00069003, Buffer.from('0100000003100c0effffffff', 'hex'));
    expect(await open(tnef(values))).toMatchObject({ whole: false });
  });
});

describe('the words of RTF', () => {
  it('are unpacked (examples of MS-OXRTFCP, section 4)', () => {
    const hello = Buffer.from(
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
      'hex',
    );
    expect(unpackRtf(hello)).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
    const again = Buffer.from('1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0', 'hex');
    expect(unpackRtf(again)).toBe('{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}');
    expect(unpackRtf(Buffer.from('short'))).toBeNull();
  });

  it('are read without fonts, pictures and tags', () => {
    expect(
      textOfRtf(
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator Me;}\\f0 Gr\\'fc\\'dfe\\par \\u8364? 5\\tab\\{ok\\}" +
          '{\\pict 0102}{\\*\\htmltag84 <b>}bold{\\*\\htmltag92 </b>}\\line end}',
      ),
    ).toBe('Grüße\n€ 5\t{ok}bold\nend');
  });

  it('are bounded: groups without end, claims of size', () => {
    expect(textOfRtf(`${'{'.repeat(200_000)}deep${'}'.repeat(200_000)}`)).toBe('deep');
    expect(textOfRtf(`a${' \t'.repeat(500_000)}b`)).toMatch(/^a\s+b$/);
    const bomb = Buffer.alloc(16);
    bomb.writeUInt32LE(12, 0);
    bomb.writeUInt32LE(0xffffffff, 4);
    bomb.writeUInt32LE(0x75465a4c, 8);
    expect(unpackRtf(bomb)).toBe('');
  });
});

const ROOT = path.resolve(import.meta.dirname, '../../../../../..');
const CORPORA = path.resolve(ROOT, process.env.PARLEY_CORPORA ?? '../shared', 'corpora/email/parse/files');
const present = existsSync(CORPORA);
if (!present) console.log(`No mail corpora at ${CORPORA}: the wrapped mails of others are not read.`);

(present ? describe : describe.skip)('wrapped mails of others', () => {
  it('are read without a fault, and what is in them is found', async () => {
    const names = readdirSync(CORPORA).filter((name) => name.endsWith('.tnef'));
    const opened: string[] = [];
    for (const name of names) {
      const { whole, files, text, html } = await open(readFileSync(path.join(CORPORA, name)));
      if (whole && (files.length > 0 || text !== null || html !== null)) opened.push(name);
    }
    console.log(`TNEF: ${opened.length} of ${names.length} opened whole`);
    // Appointments, contacts and lists are never whole: their wrapping goes along.
    expect(opened.length / names.length).toBeGreaterThanOrEqual(0.6);
  });
});
