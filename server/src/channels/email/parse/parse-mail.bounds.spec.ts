import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { parseMail } from './parse-mail.parse.js';
import type { AttachmentSink } from './parsed-mail.js';
import { keep, multipart, read } from './sample-mail.js';

describe('bounds', () => {
  it('streams a large attachment without gathering it', async () => {
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const chunk = Buffer.from(line.repeat(800));
    const rounds = 660;
    let produced = 0;
    let taken = 0;
    let widest = 0;
    function* chunks(): Generator<Buffer> {
      yield Buffer.from(
        'Subject: big\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n',
      );
      for (let i = 0; i < rounds; i += 1) {
        produced += 800 * 57;
        yield chunk;
      }
    }
    const mail = await parseMail(Readable.from(chunks(), { highWaterMark: 1 }), async (_meta, content) => {
      for await (const bytes of content) {
        taken += bytes.length;
        widest = Math.max(widest, produced - taken);
      }
      return { size: taken, stored: null };
    });
    expect(mail.attachments[0]?.size).toBe(rounds * 800 * 57);
    expect(widest).toBeLessThan(1024 * 1024);
  });

  it.each([
    [
      'nesting',
      'nested-too-deep',
      Array.from(
        { length: 500 },
        (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
      ).join(''),
    ],
    [
      'parts',
      'too-many-parts',
      `Content-Type: multipart/mixed; boundary=b\n\n${'--b\nContent-Type: image/png\n\nx\n'.repeat(3_000)}`,
    ],
    ['fields', 'too-many-header-fields', `${'X: y\n'.repeat(5_000)}\nbody`],
    ['header', 'header-too-large', `${`X: ${'y'.repeat(990)}\n`.repeat(2_000)}\nbody`],
  ])('bounds %s', async (_name, fault, mail) => {
    expect((await read(mail)).faults).toContain(fault);
  });

  // Each of these took quadratic time or worse in some parser.
  it.each([
    ['encoded words', `Subject: ${'=?a?q?x '.repeat(60_000)}\n\n`],
    ['open brackets', `From: ${'<('.repeat(120_000)}\n\n`],
    ['quotes', `From: ${'"\\'.repeat(120_000)}\n\n`],
    ['dots and blanks', `From: ${'. @ '.repeat(60_000)}\n\n`],
    ['blanks', `Subject: a${' '.repeat(400_000)}b\nFrom: a${' '.repeat(50_000)}@x\n\n`],
    ['parameters', `Content-Type: text/plain${'; a*0*="'.repeat(40_000)}\n\n`],
    ['trailing blanks', `Content-Transfer-Encoding: quoted-printable\n\n${' '.repeat(1_000_000)}x\n`],
    ['one long line', `Content-Transfer-Encoding: base64\n\n${'A'.repeat(3_000_000)}`],
    ['meta tags', `Content-Type: text/html\n\n${'<meta '.repeat(200_000)}`],
    ['cids', `Content-Type: text/html\n\n${'cid:'.repeat(300_000)}`],
  ])('does not choke on %s', async (_name, mail) => {
    expect(await read(mail)).toHaveProperty('faults');
  });

  it('reads nothing at all', async () => {
    const mail = await parseMail(new Uint8Array(0), keep);
    expect([mail.text, mail.subject, mail.faults]).toEqual(['', '', ['no-header']]);
  });
});

describe('source and sink', () => {
  const two = multipart(
    'mixed',
    'm',
    '\nHi',
    'Content-Type: image/png\n\none',
    'Content-Type: image/png\n\ntwo',
  );

  it('goes on with the next part when the sink does not read', async () => {
    let content: AsyncIterable<Uint8Array> | null = null;
    const mail = await parseMail(Buffer.from(two), async (_meta, bytes) => {
      content ??= bytes;
      return content === bytes ? { size: 0, stored: 'skipped' } : keep(_meta, bytes);
    });
    expect(mail.attachments.map(({ stored }) => stored)).toEqual(['skipped', 'two']);
    expect(mail.faults).toContain('attachment-cut-by-sink');
  });

  it('fails when the sink fails, and lets go of the source', async () => {
    const source = Readable.from([Buffer.from(two), Buffer.from('more')]);
    await expect(parseMail(source, () => Promise.reject(new Error('disk full')))).rejects.toThrow(
      'disk full',
    );
    expect(source.destroyed).toBe(true);
  });

  it('fails when the source breaks off, even when the sink hides it', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from(two.slice(0, two.indexOf('one') + 1));
      throw new Error('connection lost');
    }
    const hiding: AttachmentSink = (meta, content) =>
      keep(meta, content).catch(() => ({ size: 0, stored: null }));
    await expect(parseMail(Readable.from(broken()), hiding)).rejects.toThrow('connection lost');
  });
});
