import { describe, expect, it } from '@jest/globals';
import { ADDRESS, aDelivery, anEmailChannel, emailParts } from '../../../../test/email-channel.js';
import type { MessageEvent } from '../../core/inbound-event.js';
import { parseMailDelivery } from './mail-event.parse.js';

const { ids } = emailParts();
const channel = anEmailChannel();

function mail(fields: Record<string, string>, body = 'Hello,\n\nwhere is my parcel?\n'): string {
  const all = {
    From: 'Ben Müller <Ben@Example.test>',
    To: ADDRESS,
    Subject: 'My parcel',
    Date: 'Sat, 04 May 2024 12:00:00 +0200',
    'Message-ID': '<one@example.test>',
    ...fields,
  };
  const head = Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`);
  return `${head.join('\r\n')}\r\n\r\n${body.replaceAll('\n', '\r\n')}`;
}

const read = (raw: string, meta: Record<string, unknown> = {}, on = channel): Promise<MessageEvent> =>
  parseMailDelivery(aDelivery(on, raw, meta), ids);

describe('a mail as an event', () => {
  it('says who wrote what to whom, and when it arrived', async () => {
    const event = await read(mail({ Cc: `Carla <carla@example.test>, ${ADDRESS}` }));
    expect(event).toMatchObject({
      type: 'message',
      account: ADDRESS,
      at: '2024-05-04T10:00:00.999Z',
      conversation: { externalId: null, medium: 'email', subject: 'My parcel' },
      direction: 'in',
      visibility: 'private',
      author: {
        namespace: 'email',
        externalId: 'ben@example.test',
        name: 'Ben Müller',
        handle: 'Ben@example.test',
      },
      others: [{ namespace: 'email', externalId: 'carla@example.test', name: 'Carla' }],
      text: 'Hello,\n\nwhere is my parcel?',
      fullText: null,
      references: [],
      ownReferences: ['<one@example.test>'],
      automatic: null,
      setAside: null,
      reports: null,
      rawKey: 'raw-key',
    });
    expect(event.mail).toMatchObject({
      from: ['Ben Müller <Ben@example.test>'],
      to: [ADDRESS],
      cc: ['Carla <carla@example.test>', ADDRESS],
      messageId: '<one@example.test>',
      date: '2024-05-04T10:00:00.000Z',
    });
    expect(event.history).toBeUndefined();
  });

  it('counts from the end of the second in which it arrived, and never from later than it was here', async () => {
    const delivery = aDelivery(channel, mail({}));
    const at = async (receivedAt: string) =>
      (await parseMailDelivery({ ...delivery, receivedAt: new Date(receivedAt) }, ids)).at;
    expect(await at('2024-05-04T10:00:00.400Z')).toBe('2024-05-04T10:00:00.400Z');
    expect(await at('2024-05-04T11:00:00.000Z')).toBe('2024-05-04T10:00:00.999Z');
    // A server whose clock is ahead: the domain decides.
    expect(await at('2024-05-04T09:59:00.000Z')).toBe('2024-05-04T10:00:00.000Z');
    expect((await read(mail({}), { internalDate: null })).at).toBeNull();
  });

  it('keeps the quoted rest apart', async () => {
    const event = await read(
      mail({}, `Thanks!\n\nOn Fri, 3 May 2024 at 10:00, Anna <${ADDRESS}> wrote:\n> It is on its way.\n`),
    );
    expect(event.text).toBe('Thanks!');
    expect(event.fullText).toContain('It is on its way.');
  });

  it('is the same message in another folder and with other trace fields, and another when it says another thing', async () => {
    const one = await read(mail({}));
    const moved = await read(
      `Received: from a by b; Sat, 4 May 2024 12:00:01 +0200\r\nX-Spam-Score: 1\r\n${mail({})}`,
      { folder: 'Archive', uid: 700 },
    );
    expect(moved.key).toBe(one.key);
    expect(moved.externalId).toBe(one.externalId);
    const changes: Record<string, string>[] = [
      { Subject: 'Another' },
      { From: 'carla@example.test' },
      { Date: 'Sat, 04 May 2024 12:00:01 +0200' },
      { 'Message-ID': '<two@example.test>' },
    ];
    for (const change of changes) expect((await read(mail(change))).key).not.toBe(one.key);
  });

  it('tells mails without a usable id, or without a date, apart by what they say', async () => {
    const faults: Record<string, string>[] = [{ 'Message-ID': '' }, { 'Message-ID': '<>' }, { Date: '' }];
    for (const fault of faults) {
      const one = await read(mail(fault, 'one'));
      expect((await read(mail(fault, 'two'))).key).not.toBe(one.key);
      expect((await read(mail(fault, 'one'))).key).toBe(one.key);
    }
  });

  it('stores attachments and names the pictures shown inside', async () => {
    const delivery = aDelivery(
      channel,
      mail(
        { 'MIME-Version': '1.0', 'Content-Type': 'multipart/related; boundary=b' },
        [
          '--b',
          'Content-Type: text/html',
          '',
          '<p>See <img src="cid:pic@x"></p>',
          '--b',
          'Content-Type: image/png; name=pic.png',
          'Content-ID: <pic@x>',
          'Content-Transfer-Encoding: base64',
          '',
          Buffer.from('picture').toString('base64'),
          '--b--',
          '',
        ].join('\n'),
      ),
    );
    const event = await parseMailDelivery(delivery, ids);
    expect(event.html).toContain('cid:pic@x');
    expect(event.attachments).toMatchObject([
      { filename: 'pic.png', contentType: 'image/png', size: 7, contentId: 'pic@x', inline: true },
    ]);
    const [{ storageKey = '' } = {}] = event.attachments;
    expect(delivery.stored.get(storageKey)?.toString()).toBe('picture');
  });

  it('knows what came after reading began, whatever its date says', async () => {
    expect((await read(mail({}), { live: true })).history).toBe(false);
  });

  it('marks history, and what of it is to be queued', async () => {
    expect(await read(mail({}), { history: true, queueIfUnanswered: true })).toMatchObject({
      history: true,
      queueIfUnanswered: true,
    });
    expect(
      (await read(mail({}), { history: true, queueIfUnanswered: false })).queueIfUnanswered,
    ).toBeUndefined();
  });

  it('keeps a mail that names nobody, without tying it to anybody', async () => {
    const one = await read(mail({ From: '', 'Message-ID': '<a@example.test>' }));
    const other = await read(mail({ From: '', 'Message-ID': '<b@example.test>' }));
    expect(one.author?.externalId).toMatch(/^unknown:/);
    expect(other.author?.externalId).not.toBe(one.author?.externalId);
  });

  it('takes an address longer than any can be for nobody, so that the mail can be kept', async () => {
    const endless = `${'a'.repeat(3_000)}@example.test`;
    const event = await read(mail({ From: `Nora <${endless}>`, Cc: `${endless}, carla@example.test` }));
    expect(event.author).toMatchObject({ externalId: expect.stringMatching(/^unknown:/), name: 'Nora' });
    expect(event.others.map(({ externalId }) => externalId)).toEqual(['carla@example.test']);
  });
});

describe('whose words they are', () => {
  it('takes the Sent folder, and our own addresses, for us', async () => {
    const sent = await read(mail({ From: 'Somebody <alias@elsewhere.test>', To: 'ben@example.test' }), {
      sent: true,
    });
    expect(sent).toMatchObject({
      direction: 'out',
      author: null,
      others: [{ externalId: 'ben@example.test' }],
    });
    const copied = await read(mail({ From: ADDRESS.toUpperCase(), To: 'ben@example.test', Cc: ADDRESS }));
    expect(copied.direction).toBe('out');
    const alias = anEmailChannel({ settings: { ...channel.settings, aliases: ['Info@example.test'] } });
    expect(
      (await read(mail({ From: 'info@example.test', To: 'ben@example.test' }), {}, alias)).direction,
    ).toBe('out');
  });

  it('gives the words of a form on our own site to the person it names', async () => {
    const event = await read(mail({ From: `Website <${ADDRESS}>`, 'Reply-To': 'Ben <ben@example.test>' }));
    expect(event).toMatchObject({ direction: 'in', author: { externalId: 'ben@example.test' }, others: [] });
    expect(event.setAside).toBeNull();
  });

  it('does not lose a mail to ourselves', async () => {
    expect(await read(mail({ From: ADDRESS }))).toMatchObject({
      direction: 'in',
      author: { externalId: ADDRESS },
    });
    expect(await read(mail({ From: ADDRESS }), { sent: true })).toMatchObject({ direction: 'in' });
  });

  it('believes nobody who only claims to be us', async () => {
    const forged = await read(
      `Authentication-Results: mx.example.test; dmarc=fail header.from=example.test\r\n${mail({
        From: ADDRESS,
        To: `ben@example.test, ${ADDRESS}`,
      })}`,
    );
    expect(forged).toMatchObject({ direction: 'in', setAside: 'spam', automatic: null });
  });
});

describe('mail that no human wrote', () => {
  it('is automatic, and kept apart', async () => {
    const away = await read(mail({ 'Auto-Submitted': 'auto-replied', Subject: 'Out of office: Re: hello' }));
    expect(away.automatic).toBe('out_of_office');
    expect(away.setAside).toBe('out_of_office');
    const list = await read(
      mail({ 'List-Id': 'News <news.example.test>', 'List-Unsubscribe': '<mailto:x@y.test>' }),
    );
    expect(list).toMatchObject({ automatic: 'list', setAside: 'list' });
  });

  it('takes an answer to us that passed a list for a person’s', async () => {
    const own = ids.build(channel.id, '0190a0b0-c0d0-7000-8000-000000000001', ADDRESS);
    const event = await read(mail({ 'List-Id': 'News <news.example.test>', 'In-Reply-To': own }));
    expect(event).toMatchObject({ automatic: null, setAside: null, references: [own] });
  });

  it('keeps what the spam filter marked apart, unless it answers us', async () => {
    expect((await read(mail({ 'X-Spam-Flag': 'YES' }))).setAside).toBe('spam');
    const own = ids.build(channel.id, '0190a0b0-c0d0-7000-8000-000000000001', ADDRESS);
    expect((await read(mail({ 'X-Spam-Flag': 'YES', References: own }))).setAside).toBeNull();
  });

  it('reads from a bounce which reply it is about, and why', async () => {
    const own = ids.build(channel.id, '0190a0b0-c0d0-7000-8000-000000000001', ADDRESS);
    const event = await read(
      mail(
        {
          From: 'MAILER-DAEMON@mx.example.test',
          Subject: 'Undelivered Mail Returned to Sender',
          'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
        },
        [
          '--b',
          'Content-Type: text/plain',
          '',
          'Your mail could not be delivered.',
          '--b',
          'Content-Type: message/delivery-status',
          '',
          'Reporting-MTA: dns; mx.example.test',
          '',
          'Final-Recipient: rfc822; ben@example.test',
          'Action: failed',
          'Status: 5.1.1',
          'Diagnostic-Code: smtp; 550 5.1.1 no such user here',
          '--b',
          'Content-Type: message/rfc822',
          '',
          `Message-ID: ${own}`,
          'Subject: Re: My parcel',
          '',
          'Hello',
          '--b--',
          '',
        ].join('\n'),
      ),
    );
    expect(event.automatic).toBe('bounce');
    expect(event.reports).toMatchObject({ outcome: 'failed', code: 'address_unknown' });
    expect(event.reports?.references[0]).toBe(own);
    expect(event.reports?.recipients).toMatchObject([{ address: expect.stringContaining('@') }]);
    expect(event.reports?.reason).toBe(
      'Not delivered to ben@example.test: this address does not exist (“550 5.1.1 no such user here”).',
    );
  });

  it('reads from a receipt that a reply was opened', async () => {
    const own = ids.build(channel.id, '0190a0b0-c0d0-7000-8000-000000000001', ADDRESS);
    const receipt = (disposition: string) =>
      mail(
        {
          Subject: 'Read: My parcel',
          'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b',
        },
        [
          '--b',
          'Content-Type: text/plain',
          '',
          'Your message was opened.',
          '--b',
          'Content-Type: message/disposition-notification',
          '',
          'Final-Recipient: rfc822; ben@example.test',
          `Original-Message-ID: ${own}`,
          `Disposition: manual-action/MDN-sent-manually; ${disposition}`,
          '--b--',
          '',
        ].join('\n'),
      );
    expect((await read(receipt('displayed'))).reports).toMatchObject({ outcome: 'read', references: [own] });
    expect(await read(receipt('deleted'))).toMatchObject({ automatic: 'read_receipt', reports: null });
  });
});
