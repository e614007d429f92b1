import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { parseMail } from './parse-mail.parse.js';
import type { AttachmentSink, ParsedMail } from './parsed-mail.js';

const keep: AttachmentSink = async (_meta, content) => {
  const chunks: Uint8Array[] = [];
  for await (const bytes of content) chunks.push(bytes);
  const whole = Buffer.concat(chunks);
  return { size: whole.length, stored: whole.toString('latin1') };
};

/** Each character of `mail` is one byte; lines end with CRLF. */
function read(mail: string | string[]): Promise<ParsedMail> {
  const text = (Array.isArray(mail) ? mail.join('\n') : mail).replace(/\r?\n/g, '\r\n');
  return parseMail(Buffer.from(text, 'latin1'), keep);
}

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

function multipart(type: string, boundary: string, ...parts: string[]): string {
  return [
    `Content-Type: multipart/${type}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  ].join('\n');
}

describe('header', () => {
  it('reads addresses, ids, subject and date', async () => {
    const mail = await read([
      'From: =?utf-8?Q?J=C3=B6rg?= Klein <joerg@EXAMPLE.org>',
      'To: "Lee, Ann" <ann@example.org>, bob@example.org (Bob)',
      'Cc: Team: eve@example.org, Dan <dan@example.org>;',
      'Subject: =?utf-8?B?w5xiZXI=?= =?utf-8?Q?_uns?=',
      'Date: Tue, 3 Mar 2026 09:05:00 +0100 (CET)',
      'Message-ID: <one@example.org>',
      'In-Reply-To: <zero@example.org>',
      'References: <minus@example.org>,<zero@example.org>,',
      ' <zero@example.org>',
      '',
      'Hello',
    ]);
    expect(mail.from).toEqual([{ name: 'Jörg Klein', address: 'joerg@example.org' }]);
    expect(mail.to).toEqual([
      { name: 'Lee, Ann', address: 'ann@example.org' },
      { name: 'Bob', address: 'bob@example.org' },
    ]);
    expect(mail.cc).toEqual([
      { name: '', address: 'eve@example.org', group: 'Team' },
      { name: 'Dan', address: 'dan@example.org', group: 'Team' },
    ]);
    expect(mail.subject).toBe('Über uns');
    expect(mail.date?.toISOString()).toBe('2026-03-03T08:05:00.000Z');
    expect(mail.messageId).toBe('<one@example.org>');
    expect(mail.inReplyTo).toEqual(['<zero@example.org>']);
    expect(mail.references).toEqual(['<minus@example.org>', '<zero@example.org>']);
    expect(mail.text?.trim()).toBe('Hello');
    expect(mail.faults).toEqual([]);
  });

  it.each([
    ['a raw byte inside an encoded word', '=?iso-8859-1?Q?Gr\xfc=DFe?=', 'Grüße'],
    ['a character split over two words', '=?utf-8?B?w7x=?= =?utf-8?Q?=C3?= =?utf-8?Q?=A4?=', 'üä'],
    ['raw UTF-8', utf8('Grüße à'), 'Grüße à'],
    ['raw Latin-1', 'Gr\xfc\xdfe', 'Grüße'],
    ['an unencoded blank inside a word', '=?utf-8?Q?Guten Tag?=', 'Guten Tag'],
    ['a word that is never closed', '=?utf-8?Q?Gr=C3=BC=C3=9Fe', 'Grüße'],
    ['a charset with a language', '=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['words between which only white space stands', '=?utf-8?Q?a?=  =?iso-8859-1?Q?b?= c', 'ab c'],
    ['a charset nobody knows', '=?x-nonsense?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['no encoded word at all', 'a =? b ?= c', 'a =? b ?= c'],
  ])('decodes %s', async (_name, raw, subject) => {
    expect((await read(`Subject: ${raw}\n\n`)).subject).toBe(subject);
  });

  it('reads raw headers by the charset the mail uses elsewhere', async () => {
    const raw = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]).toString('latin1');
    const mail = await read(`Subject: ${raw}\nContent-Type: text/plain; charset=windows-1251\n\n`);
    expect(mail.subject).toBe('Привет');
  });

  it.each([
    ['MAILER-DAEMON (Mail Delivery System)', 'Mail Delivery System', 'MAILER-DAEMON'],
    ['<kim@example.org>', '', 'kim@example.org'],
    ['Kim kim@example.org', 'Kim', 'kim@example.org'],
    ['"Kim <kim@example.org>', 'Kim', 'kim@example.org'],
    ['=?utf-8?Q?M=C3=BCller, Kim?= <kim@example.org>', 'Müller, Kim', 'kim@example.org'],
    ['Kim <mailto:kim@example.org>', 'Kim', 'kim@example.org'],
    ['"kim k"@example.org', '', '"kim k"@example.org'],
    ['Kim', 'Kim', ''],
    ['Shop: "Kim" <kim@example.org>;', 'Kim', 'kim@example.org'],
  ])('reads the author %s', async (raw, name, address) => {
    expect((await read(`From: ${raw}\n\n`)).from[0]).toMatchObject({ name, address });
  });

  it('keeps both addresses where one hides behind the other', async () => {
    const { from } = await read('From: "Bank" <info@bank.example>:<evil@example.org>\n\n');
    expect(from.map(({ address }) => address)).toEqual(['info@bank.example', 'evil@example.org']);
  });

  it('takes the first of doubled fields, and no empty one', async () => {
    const mail = await read([
      'From: nobody',
      'From: a@example.org',
      'From: b@example.org',
      'Message-ID: <>',
      'Message-ID: <1@x>',
      'Message-ID: <2@x>',
      'Subject:',
      'Subject: First',
      '',
      '',
    ]);
    expect(mail.from).toEqual([{ name: '', address: 'a@example.org' }]);
    expect(mail.messageId).toBe('<1@x>');
    expect(mail.subject).toBe('First');
  });

  it('has no id where none is named', async () => {
    const mail = await read('Message-ID: <>\nIn-Reply-To: your mail of Monday\nReferences: <> , < >\n\n');
    expect([mail.messageId, mail.inReplyTo, mail.references]).toEqual([null, [], []]);
  });

  it('joins folds that lost their indent', async () => {
    const mail = await read(
      'References: <1@x>\n<2@x>\nContent-Type: text/plain;\ncharset=utf-8\nSubject: S\n\n',
    );
    expect(mail.references).toEqual(['<1@x>', '<2@x>']);
    expect(mail.contentTypeParams.charset).toBe('utf-8');
    expect(mail.faults).toContain('junk-in-header');
  });

  it.each([
    ['Sun, 31 Feb 20', null],
    ['nonsense', null],
    ['1 Jan 99 00:00 EST', '1999-01-01T05:00:00.000Z'],
    ['2026-02-03T04:05:06+01:00', '2026-02-03T03:05:06.000Z'],
  ])('reads the date %s', async (raw, iso) => {
    expect((await read(`Date: ${raw}\n\n`)).date?.toISOString() ?? null).toBe(iso);
  });
});

describe('body', () => {
  it('reads CR-only mails', async () => {
    const mail = await parseMail(Buffer.from('From: a@example.org\rSubject: S\r\rLine 1\rLine 2'), keep);
    expect([mail.subject, mail.text]).toEqual(['S', 'Line 1\nLine 2']);
  });

  it('skips mbox lines, blank lines and a byte order mark in front', async () => {
    const mail = await parseMail(
      Buffer.from('\ufeff\r\nFrom a@example.org Mon\r\nSubject: S\r\n\r\nT', 'utf8'),
      keep,
    );
    expect([mail.subject, mail.text]).toEqual(['S', 'T']);
  });

  it('takes text, html and attachments from nested multiparts', async () => {
    const alternative = multipart(
      'alternative',
      'a',
      'Content-Type: text/plain\n\nText',
      'Content-Type: text/html\n\n<p><img src="cid:pic@x">',
    );
    const picture = `Content-Type: image/png; name="=?utf-8?Q?B=C3=A4r.png?="\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n${base64('png')}`;
    const file = `Content-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8''%C3%9Cber; filename*1=sicht.pdf\n\npdf`;
    const mail = await read(multipart('mixed', 'm', multipart('related', 'r', alternative, picture), file));
    expect(mail.text).toBe('Text');
    expect(mail.html).toBe('<p><img src="cid:pic@x">');
    expect(mail.attachments).toEqual([
      {
        index: 0,
        filename: 'Bär.png',
        contentType: 'image/png',
        inline: true,
        contentId: 'pic@x',
        size: 3,
        stored: 'png',
      },
      {
        index: 1,
        filename: 'Übersicht.pdf',
        contentType: 'application/pdf',
        inline: false,
        contentId: null,
        size: 3,
        stored: 'pdf',
      },
    ]);
    expect(mail.faults).toEqual([]);
  });

  it('joins text parts of a mixed mail, and keeps named ones as attachments', async () => {
    const mail = await read(
      multipart(
        'mixed',
        'm',
        '\nFirst',
        'Content-Type: image/gif\n\nGIF',
        '\nLast',
        'Content-Type: text/plain; name="notes.txt"\n\nNotes',
      ),
    );
    expect(mail.text).toBe('First\nLast');
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['image-1.gif', 'notes.txt']);
  });

  it('loses no words where only a part of the mail has HTML', async () => {
    const mail = await read(
      multipart(
        'mixed',
        'm',
        'Content-Type: text/html\n\n<b>Hi</b>',
        'Content-Type: text/plain\n\nfooter <x>',
      ),
    );
    expect(mail.text).toBeNull();
    expect(mail.html).toBe('<b>Hi</b>\n<div style="white-space: pre-wrap">footer &lt;x&gt;</div>');
  });

  it('copes with white space behind boundaries, multiparts left open, and parts behind the end', async () => {
    const mail = await read([
      'Content-Type: multipart/mixed; boundary=out',
      '',
      '--out \t',
      'Content-Type: multipart/alternative; boundary=in',
      '',
      '--in',
      '',
      'Text',
      '--out',
      'Content-Type: application/zip; name=a.zip',
      '',
      'Z',
      '--out--  ',
      '--out',
      'Content-Type: application/zip; name=b.zip',
      '',
      'Y',
      '--out--',
    ]);
    expect(mail.text).toBe('Text');
    expect(mail.attachments.map(({ filename, stored }) => [filename, stored])).toEqual([
      ['a.zip', 'Z'],
      ['b.zip', 'Y'],
    ]);
    expect(mail.faults).toEqual(['multipart-not-closed', 'part-after-end']);
  });

  it('finds the boundary where the parameter is missing', async () => {
    const mail = await read(
      'Content-Type: multipart/mixed\n\n--xyz\n\nText\n--xyz\nContent-Type: image/png\n\nP\n--xyz--\n',
    );
    expect([mail.text, mail.attachments.length]).toEqual(['Text', 1]);
    expect(mail.faults).toContain('boundary-missing');
  });

  it('goes by the boundary that is there where another was announced', async () => {
    const mail = await read(
      'Content-Type: multipart/mixed; boundary=abc_\n\n--abc\nContent-Type: text/plain\n\nText\n--abc\nContent-Type: image/png\n\nP\n--abc--\n',
    );
    expect([mail.text, mail.attachments.length]).toEqual(['Text', 1]);
    expect(mail.faults).toContain('boundary-mismatch');
  });

  it.each([
    [
      'windows-1251',
      [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xea, 0xe0, 0xea, 0x20, 0xe4, 0xe5, 0xeb, 0xe0],
      'Привет, как дела',
    ],
    ['koi8-r', [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4], 'Привет'],
    ['gb18030', [0xc4, 0xfa, 0xba, 0xc3, 0xa3, 0xac, 0xd0, 0xbb, 0xd0, 0xbb], '您好，谢谢'],
    ['shift_jis', [0x82, 0xb1, 0x82, 0xf1, 0x82, 0xc9, 0x82, 0xbf, 0x82, 0xcd], 'こんにちは'],
    ['windows-1252', [0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0xdc, 0x62, 0x75, 0x6e, 0x67], 'Größe Übung'],
  ])('recognises %s that nobody names', async (_charset, bytes, text) => {
    expect((await read(`Subject: S\n\n${Buffer.from(bytes).toString('latin1')}`)).text).toBe(text);
  });

  it('shows what stands where parts should be', async () => {
    const mail = await read('Content-Type: multipart/mixed; boundary=b\n\nOnly this\n');
    expect(mail.text?.trim()).toBe('Only this');
    expect(mail.faults).toContain('multipart-without-parts');
  });

  it.each([
    ['quoted-printable', 'Gr=FC=DFe =\nan alle=20\n', 'iso-8859-1', 'Grüße an alle \n'],
    ['base64', `${base64('Grüße')}\n-- \nA list's footer\n`, 'utf-8', 'Grüße'],
    ['base64', 'Not encoded at all\n', 'utf-8', 'Not encoded at all\n'],
    ['x-uuencode', 'begin 644 t\n#2&5Y\n`\nend\n', 'us-ascii', 'Hey'],
    ['8bit', 'Gr\xfc\xdfe\n', 'utf-8', 'Grüße\n'],
    ['8bit', utf8('Grüße\n'), 'iso-8859-1', 'Grüße\n'],
    ['7bit', '\x1b$B$3$s\x1b(B\n', 'iso-2022-jp', 'こん\n'],
    ['7bit', 'Hi +AOQ-\n', 'utf-7', 'Hi ä\n'],
    ['wonderful', 'As it is\n', 'x-nothing', 'As it is\n'],
  ])('decodes %s: %j in %s', async (encoding, body, charset, text) => {
    const mail = await read(
      `Content-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: ${encoding}\n\n${body}`,
    );
    expect(mail.text).toBe(text);
  });

  it('cuts endless text and says so', async () => {
    const mail = await parseMail(
      Buffer.concat([Buffer.from('Subject: S\n\n'), Buffer.alloc(7_000_000, 'word ')]),
      keep,
    );
    expect(mail.text?.length).toBe(5 * 1024 * 1024);
    expect(mail.faults).toContain('text-truncated');
  });
});

describe('parts that are more than files', () => {
  it('keeps reports apart and names enclosed messages by their subject', async () => {
    const mail = await read(
      multipart(
        'report; report-type=delivery-status',
        'r',
        'Content-Type: text/plain\n\nIt bounced.',
        'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; kim@example.org\nStatus: 5.1.1',
        'Content-Type: message/rfc822\n\nSubject: =?utf-8?Q?Angebot_f=C3=BCr/an_Sie?=\nMessage-ID: <sent@example.org>\n\nHi',
      ),
    );
    expect(mail.text).toBe('It bounced.');
    expect(mail.contentTypeParams['report-type']).toBe('delivery-status');
    expect(mail.reportParts.map(({ contentType }) => contentType)).toEqual([
      'message/delivery-status',
      'message/rfc822',
    ]);
    expect(mail.reportParts[0]?.text).toContain('Status: 5.1.1');
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([
      'delivery-status.txt',
      'Angebot für-an Sie.eml',
    ]);
  });

  it('reads invitations once, in their zone', async () => {
    const calendar = [
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VTIMEZONE',
      'TZID:W. Europe Standard Time',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'UID:abc',
      'SUMMARY:Kick-off\\, mit ',
      ' Kaffee',
      'DTSTART;TZID=W. Europe Standard Time:20260710T090000',
      'DURATION:PT90M',
      'LOCATION:Saal 1',
      'ORGANIZER;CN="Kim K":MAILTO:kim@Example.org',
      'BEGIN:VALARM',
      'SUMMARY:Not this',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\n');
    const mail = await read(
      multipart(
        'mixed',
        'm',
        multipart(
          'alternative',
          'a',
          '\nCome!',
          `Content-Type: text/calendar; method=REQUEST\n\n${calendar}`,
        ),
        `Content-Type: application/ics; name=invite.ics\nContent-Transfer-Encoding: base64\n\n${base64(calendar)}`,
      ),
    );
    expect(mail.invitations).toEqual([
      {
        method: 'REQUEST',
        summary: 'Kick-off, mit Kaffee',
        start: '2026-07-10T09:00:00+02:00',
        end: '2026-07-10T10:30:00+02:00',
        allDay: false,
        location: 'Saal 1',
        organizer: { name: 'Kim K', address: 'kim@example.org' },
        uid: 'abc',
      },
    ]);
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['invite.ics', 'invite.ics']);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\bill.pdf', 'bill.pdf'],
    ['a\u202egpj.exe', 'a gpj.exe'],
    ['..', 'attachment-1.bin'],
  ])('makes the file name %j harmless', async (name, filename) => {
    const mail = await read(
      `Content-Type: application/x-thing\nContent-Disposition: attachment; filename="${utf8(name)}"\n\nx`,
    );
    expect(mail.attachments[0]?.filename).toBe(filename);
  });
});

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
