import { describe, expect, it } from '@jest/globals';
import { read, utf8 } from './sample-mail.js';

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
