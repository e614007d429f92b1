import { describe, expect, it } from '@jest/globals';
import { parseMail } from './parse-mail.parse.js';
import { base64, keep, multipart, read, utf8 } from './sample-mail.js';

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
