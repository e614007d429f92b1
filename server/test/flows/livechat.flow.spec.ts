import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConversationDetail, ConversationRow } from '@parley/shared/conversations.js';
import type { WidgetSettings } from '@parley/shared/livechat.js';
import type { Message } from '@parley/shared/messages.js';
import type { PersonDetail } from '@parley/shared/people.js';
import { type Chat, connectChat, ORIGIN, signedIdentity, VisitorBrowser } from '../builders/visitor.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';
import { runDir } from '../harness/once-per-run.js';
import { SocketClient } from '../harness/socket-client.js';

describeModes('live chat', (start, mode) => {
  let parley: Parley;
  let owner: ApiClient;
  let chat: Chat;
  let console_: SocketClient;
  let faults: string;
  const browsers: VisitorBrowser[] = [];

  beforeAll(async () => {
    faults = await mkdtemp(join(runDir(), 'faults-'));
    parley = await start({ env: { PARLEY_TEST_FAULTS: faults } });
    owner = await parley.signedIn();
    chat = await connectChat(owner, { greetingEn: 'Hello!' });
    console_ = await SocketClient.connect(owner);
    await console_.say({ type: 'view.join', view: 'ours' });
  });
  afterAll(async () => {
    console_?.close();
    for (const browser of browsers) browser.close();
    await rm(faults, { recursive: true, force: true });
  });

  async function visitor(): Promise<VisitorBrowser> {
    const browser = await VisitorBrowser.visiting(chat);
    browsers.push(browser);
    await browser.connect();
    return browser;
  }

  /** The conversation with these last words. */
  async function conversationWith(words: string): Promise<ConversationRow> {
    const event = await console_.waitFor('its row', (one) => {
      return one.type === 'conversation.changed' && one.row.lastWords === words;
    });
    return (event as { row: ConversationRow }).row;
  }

  const reply = (conversationId: string, body: string, seenSeq: number, more: Record<string, unknown> = {}) =>
    owner.post<Message>(`/api/v1/conversations/${conversationId}/messages`, {
      clientId: randomUUID(),
      body,
      seenSeq,
      sendNow: true,
      ...more,
    });

  it('tells the widget what it looks like, on allowed pages only', async () => {
    const browser = new VisitorBrowser(chat);
    const settings = await browser.call<WidgetSettings>('GET', 'settings');
    expect(settings.status).toBe(200);
    expect(settings.body).toMatchObject({
      name: 'Shop chat',
      colour: '#3b5bdb',
      greeting: { en: 'Hello!' },
      languages: ['en', 'de'],
      side: 'right',
      usuallyAnswersInMs: null,
      answersSoon: true,
    });
    expect(settings.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(settings.headers.get('vary')).toContain('origin');
    expect(settings.headers.get('set-cookie')).toBeNull();
    const preflight = await browser.call('OPTIONS', 'messages', undefined, {
      'access-control-request-method': 'POST',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    for (const origin of [
      'https://evil.example',
      'null',
      'http://shop.example',
      'https://shop.example.evil.example',
    ]) {
      for (const [method, path] of [
        ['OPTIONS', 'messages'],
        ['GET', 'settings'],
        ['POST', 'visits'],
      ] as const) {
        browser.origin = origin;
        const answer = await browser.call(method, path, method === 'POST' ? {} : undefined);
        expect(answer.status).toBe(403);
        expect(answer.body.code).toBe('forbidden');
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      }
    }
    browser.origin = null;
    expect((await browser.call('POST', 'visits', {})).status).toBe(403);
  });

  it('writes nothing down for somebody who says nothing', async () => {
    const before = await parley.query(`SELECT 1 FROM identity WHERE namespace LIKE 'livechat:%'`);
    const browser = await visitor();
    const { thread } = await browser.visit();
    expect(thread).toEqual({
      messages: [],
      cursor: expect.any(String),
      hasOlder: false,
      readSeq: 0,
      closed: false,
    });
    expect(await parley.query(`SELECT 1 FROM identity WHERE namespace LIKE 'livechat:%'`)).toEqual(before);
  });

  it('brings what a visitor says to the console, and the answer back, as it happens', async () => {
    const browser = await visitor();
    const words = `Do you have these in 42? ${randomUUID()}`;
    const clientId = randomUUID();
    const said = await browser.say(words, { clientId });
    expect(said).toMatchObject({ status: 200, body: { clientId } });
    const row = await conversationWith(words);
    expect(row).toMatchObject({
      medium: 'chat',
      side: 'ours',
      channel: { id: chat.channelId, kind: 'livechat' },
    });
    expect(row.person.name).toMatch(/^Visitor /);
    const mine = await browser.pushed('message', ({ message }) => message.clientId === clientId);
    expect(mine.message).toMatchObject({ from: 'visitor', text: words, author: null, seenByBrand: false });
    const { items } = await owner.get<{ items: Message[] }>(`/api/v1/conversations/${row.id}/messages`);
    expect(items[0]?.page).toEqual({ url: `${ORIGIN}/shoes`, title: 'Shoes' });

    await console_.say({ type: 'conversation.open', conversationId: row.id });
    await owner.post(`/api/v1/conversations/${row.id}/read`, { seq: items[0]?.seq });
    expect(await browser.pushed('seen')).toEqual({ type: 'seen', seq: items[0]?.seq });

    await console_.say({ type: 'presence.writing', conversationId: row.id, writing: true, what: 'note' });
    await console_.say({ type: 'presence.writing', conversationId: row.id, writing: true, what: 'reply' });
    const typing = await browser.pushed('typing', (push) => push.typing);
    expect(typing.name).not.toBe('');
    await console_.say({ type: 'presence.writing', conversationId: row.id, writing: false, what: 'reply' });
    await browser.pushed('typing', (push) => !push.typing);
    expect(browser.pushes.filter(({ type }) => type === 'typing')).toHaveLength(2);

    expect(await browser.signal({ type: 'typing', typing: true })).toEqual({ ok: true });
    await console_.waitFor('typing', (one) => one.type === 'typing.changed' && one.conversationId === row.id);

    await reply(row.id, 'an internal word', 0, { kind: 'note' });
    const answer = await reply(row.id, 'Yes, we do!', 1);
    const push = await browser.pushed('message', ({ message }) => message.from === 'brand');
    expect(push.message).toMatchObject({ id: answer.id, text: 'Yes, we do!', clientId: null });
    expect(push.message.author?.name).toBe(typing.name);
    const { messages } = await browser.thread();
    expect(messages.map(({ text }) => text)).toEqual([words, 'Yes, we do!']);
    expect((await owner.get<ConversationDetail>(`/api/v1/conversations/${row.id}`)).turns).toMatchObject([
      { outcome: 'answered', inboundCount: 1 },
    ]);

    const state = async () =>
      (await owner.get<{ items: Message[] }>(`/api/v1/conversations/${row.id}/messages`)).items.find(
        ({ id }) => id === answer.id,
      )?.state;
    expect(await browser.signal({ type: 'delivered', seq: push.message.seq })).toEqual({ ok: true });
    await eventually('delivered', async () => (await state()) === 'delivered');
    expect(await browser.signal({ type: 'read', seq: push.message.seq })).toEqual({ ok: true });
    await eventually('read', async () => (await state()) === 'read');
    await eventually('the mark', async () => (await browser.thread()).readSeq === push.message.seq);
    await browser.pushed('read', ({ seq }) => seq === push.message.seq);
  });

  it('takes the same message once, in both tabs, and keeps the order', async () => {
    const first = await visitor();
    const second = await visitor();
    second.close();
    second.token = first.token;
    await second.connect();
    const clientId = randomUUID();
    await Promise.all([first, second, first].map((tab) => tab.say('once', { clientId })));
    for (let index = 0; index < 12; index += 1) await first.say(`number ${index}`);
    const messages = await second.threadOf(13);
    const expected = ['once', ...Array.from({ length: 12 }, (_, index) => `number ${index}`)];
    expect(messages.map(({ text }) => text)).toEqual(expected);
    expect(messages.map(({ seq }) => seq)).toEqual([...messages.map(({ seq }) => seq)].sort((a, b) => a - b));
    await second.pushed('message', ({ message }) => message.text === 'number 11');
    expect((await first.say('once', { clientId })).status).toBe(200);
    expect((await second.thread()).messages).toHaveLength(13);
  });

  it('says only what changed since a cursor', async () => {
    const browser = await visitor();
    await browser.say('one');
    await browser.threadOf(1);
    const { cursor } = await browser.thread();
    expect((await browser.thread(`?after=${cursor}`)).messages).toEqual([]);
    await browser.say('two');
    await browser.threadOf(2);
    const since = await browser.thread(`?after=${cursor}`);
    expect(since.messages.map(({ text }) => text)).toContain('two');
    expect((await browser.thread(`?after=${since.cursor}`)).messages).toEqual([]);
    expect((await browser.thread('?before=2')).messages.map(({ text }) => text)).toEqual(['one']);
  });

  it('carries files both ways', async () => {
    const browser = await visitor();
    const picture = Buffer.from('89504e470d0a1a0a', 'hex');
    const brought = await browser.call<{ uploadId: string }>('POST', 'files', picture, {
      'content-type': 'image/png',
      'x-filename': 'Fu%C3%9F.png',
    });
    expect(brought.status).toBe(200);
    await browser.say('', { uploadIds: [brought.body.uploadId] });
    const [mine] = await browser.threadOf(1);
    expect(mine?.attachments).toMatchObject([{ filename: 'Fuß.png', contentType: 'image/png', size: 8 }]);
    const url = mine?.attachments[0]?.url ?? '';
    const file = await fetch(`${chat.baseUrl}${url}`, { headers: { origin: ORIGIN } });
    expect(Buffer.from(await file.arrayBuffer())).toEqual(picture);
    expect(file.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect((await fetch(`${chat.baseUrl}${url.replace(/signature=.*/, 'signature=x')}`)).status).toBe(401);
    expect(
      (await fetch(`${chat.baseUrl}${url}`, { headers: { origin: 'https://evil.example' } })).status,
    ).toBe(403);
    const gone = await browser.say('again', { uploadIds: [randomUUID()] });
    expect(gone).toMatchObject({ status: 400, body: { issues: [{ path: ['uploadIds', 0] }] } });
  });

  it('is closed to tokens that are not its own', async () => {
    const browser = await visitor();
    const other = await connectChat(owner, {}, 'Other chat');
    const elsewhere = new VisitorBrowser(other);
    elsewhere.token = browser.token;
    expect(await elsewhere.say('Hello')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    await expect(elsewhere.connect()).rejects.toThrow('unauthenticated');
    for (const token of [
      '',
      'v1.x.y',
      `${browser.token}x`,
      (browser.token ?? '').replace(/\.[^.]+\./, '.e30.'),
    ]) {
      elsewhere.token = token;
      const own = new VisitorBrowser(chat);
      own.token = token;
      expect((await own.say('Hello')).status).toBe(401);
      await expect(own.connect()).rejects.toThrow('unauthenticated');
    }
    await expect(browser.connect({ origin: 'https://evil.example' })).rejects.toThrow('forbidden');
  });

  it('says that it was closed, and opens again with the next word', async () => {
    const browser = await visitor();
    const words = `bye ${randomUUID()}`;
    await browser.say(words);
    const row = await conversationWith(words);
    await owner.post(`/api/v1/conversations/${row.id}/close`, {});
    await browser.pushed('closed', ({ closed }) => closed);
    expect((await browser.thread()).closed).toBe(true);
    const mark = browser.pushes.length;
    await browser.say('one more thing');
    await eventually('it to be open again', () =>
      browser.pushes.slice(mark).some((push) => push.type === 'closed' && !push.closed),
    );
    expect((await browser.thread()).messages.map(({ text }) => text)).toEqual([words, 'one more thing']);
  });

  it('keeps what was said before signing in, for one person on all their devices', async () => {
    const sub = randomUUID();
    const identity = () =>
      signedIdentity(chat.secret, { sub, name: 'Anna Signed', email: 'anna@example.test' });
    const laptop = await visitor();
    await laptop.say('before I signed in');
    await laptop.threadOf(1);
    const anonymous = laptop.token;
    const visit = await laptop.visit(identity());
    expect(visit.visitor).toEqual({
      name: 'Anna Signed',
      email: 'anna@example.test',
      signed: true,
      blocked: false,
    });
    expect(visit.thread.messages.map(({ text }) => text)).toEqual(['before I signed in']);

    // Another device, on which something was said already, too.
    const phone = await visitor();
    await phone.say('from my phone');
    await phone.threadOf(1);
    const joined = await phone.visit(identity());
    expect(joined.thread.messages.map(({ text }) => text).sort()).toEqual([
      'before I signed in',
      'from my phone',
    ]);
    await laptop.say('one thread');
    await eventually('it on the phone', async () =>
      (await phone.thread()).messages.some(({ text }) => text === 'one thread'),
    );
    const people = await parley.query(
      `SELECT DISTINCT i.person_id, p.name FROM message m JOIN identity i ON i.id = m.identity_id JOIN person p ON p.id = i.person_id
       WHERE m.text IN ('before I signed in', 'from my phone', 'one thread')`,
    );
    expect(people).toMatchObject([{ name: 'Anna Signed' }]);

    // The name from before opens nothing any more, and signing out begins anew.
    const tab = new VisitorBrowser(chat);
    tab.token = anonymous;
    expect((await tab.thread()).messages).toEqual([]);
    expect(await tab.say('who am I')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect((await tab.visit()).thread.messages).toEqual([]);
    expect(tab.token).not.toBe(anonymous);
    const out = await laptop.visit(null);
    expect(out).toMatchObject({ visitor: { signed: false, name: null }, thread: { messages: [] } });

    // Somebody else on the same browser finds nothing of hers.
    const signedIn = new VisitorBrowser(chat);
    signedIn.token = phone.token;
    const stranger = await signedIn.visit(signedIdentity(chat.secret, { sub: randomUUID() }));
    expect(stranger.thread.messages).toEqual([]);
  });

  it('takes along what was said the moment before signing in', async () => {
    for (const words of ['first', 'second', 'third']) {
      const browser = await VisitorBrowser.visiting(chat);
      await browser.say(words);
      const visit = await browser.visit(signedIdentity(chat.secret, { sub: randomUUID() }));
      expect(visit.thread.messages.map(({ text }) => text)).toEqual([words]);
    }
  });

  it('shows nobody the words of somebody they were once taken for', async () => {
    const said = async (words: string) => {
      const browser = await visitor();
      await browser.say(words);
      const { id } = await conversationWith(words);
      const { person } = await owner.get<ConversationDetail>(`/api/v1/conversations/${id}`);
      return { browser, id, personId: person.id };
    };
    const mine = await said(`mine ${randomUUID()}`);
    const theirs = await said(`theirs ${randomUUID()}`);
    const people = `/api/v1/people/${theirs.personId}`;
    const { merges } = await owner.post<PersonDetail>(`${people}/merge`, { fromId: mine.personId });
    await owner.post(`/api/v1/conversations/${mine.id}/merge`, { intoId: theirs.id });
    expect((await mine.browser.thread()).messages).toHaveLength(2);
    await owner.post(`${people}/merges/${merges[0]?.id}/undo`);
    expect((await mine.browser.thread()).messages).toEqual([]);
    const mark = mine.browser.pushes.length;
    const answer = await reply(theirs.id, 'for their eyes only', 2);
    await theirs.browser.pushed('message', ({ message }) => message.id === answer.id);
    // What one conversation tells goes out to all its readers at once.
    expect(mine.browser.pushes.slice(mark).filter(({ type }) => type === 'message')).toEqual([]);
    expect((await mine.browser.thread()).messages).toEqual([]);
  });

  it('takes whatever characters and numbers somebody makes up', async () => {
    const browser = await visitor();
    const clientId = `id \0 ${randomUUID()}`;
    const words = { clientId, page: { url: 'javascript:alert(1)\0', title: '\0' }, language: '\0' };
    expect((await browser.say('a\0b', words)).status).toBe(200);
    expect((await browser.say('a\0b', words)).status).toBe(200);
    const file = { 'content-type': 'text/plain', 'x-filename': 'a%00b.txt' };
    const { uploadId } = (await browser.call<{ uploadId: string }>('POST', 'files', Buffer.from('x'), file))
      .body;
    await browser.say('with a file', { uploadIds: [uploadId] });
    const [said, withFile] = await browser.threadOf(2);
    expect(said).toMatchObject({ text: 'a\ufffdb', clientId: clientId.replace('\0', '\ufffd') });
    expect(withFile?.attachments).toMatchObject([{ filename: 'a\ufffdb.txt' }]);

    const seq = 2 ** 40;
    expect(await browser.signal({ type: 'read', seq })).toEqual({ ok: false, code: 'invalid_request' });
    expect((await browser.call('GET', `thread?before=${seq}`)).body.code).toBe('invalid_request');

    // Whatever long and strange name the brand vouches for, its token can be shown again.
    const sub = `\0\ud800${randomUUID()}`.padEnd(200, '\u0001');
    const signed = await VisitorBrowser.visiting(
      chat,
      signedIdentity(chat.secret, { sub, name: 'x'.padEnd(200, '\u0001') }),
    );
    expect((await signed.say('Hello')).status).toBe(200);
    await signed.threadOf(1);
    await signed.visit();
  });

  it('believes nobody else about who a visitor is', async () => {
    const other = await connectChat(owner, {}, 'Another chat');
    const forgeries = [
      signedIdentity(other.secret, { sub: '1' }),
      signedIdentity('', { sub: '1' }),
      signedIdentity(chat.secret, { sub: '1', exp: 1 }),
      signedIdentity(chat.secret, {}),
      'nonsense',
    ];
    const browser = new VisitorBrowser(chat);
    for (const identity of forgeries) {
      const answer = await browser.call('POST', 'visits', { token: null, identity, language: 'en' });
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_signature' } });
    }
    // Its token ends with the secret that vouched for it; only the day after a rotation both are good.
    const closed = await connectChat(owner, { unsigned: false }, 'Members only');
    expect(
      (await new VisitorBrowser(closed).call('POST', 'visits', { token: null, language: 'en' })).status,
    ).toBe(401);
    const member = await VisitorBrowser.visiting(closed, signedIdentity(closed.secret, { sub: '1' }));
    expect((await member.say('Hello')).status).toBe(200);
    await member.connect();
    const late = await VisitorBrowser.visiting(closed, signedIdentity(closed.secret, { sub: '2' }));
    await owner.post(`/api/v1/channels/${closed.channelId}/rotate-secret`);
    await late.connect();
    await owner.post(`/api/v1/channels/${closed.channelId}/rotate-secret`);
    await eventually(
      'their sockets to have ended',
      () => !member.socket?.connected && !late.socket?.connected,
    );
    await eventually('the token to have ended', async () => (await member.say('Hello again')).status === 401);
  });

  it('takes nothing more from somebody who is blocked', async () => {
    const browser = await visitor();
    const words = `buy my things ${randomUUID()}`;
    await browser.say(words);
    const row = await conversationWith(words);
    const path = `/api/v1/conversations/${row.id}`;
    const blocked = await owner.post<ConversationDetail>(`${path}/block`, { reason: 'spam' });
    expect(blocked.blocked).toMatchObject({ reason: 'spam', refused: 0 });
    expect(blocked.acts.at(-1)).toMatchObject({ kind: 'blocked', details: { reason: 'spam' } });
    await browser.pushed('blocked', (push) => push.blocked);
    expect(await browser.say('more of it')).toMatchObject({ status: 403, body: { code: 'blocked' } });
    const file = await browser.call('POST', 'files', Buffer.from('x'), { 'content-type': 'text/plain' });
    expect(file.body.code).toBe('blocked');
    expect((await browser.visit()).visitor.blocked).toBe(true);
    expect(
      await parley.query(
        `SELECT 1 FROM inbound_delivery WHERE convert_from(body, 'UTF8') LIKE '%more of it%'`,
      ),
    ).toEqual([]);
    expect((await owner.get<ConversationDetail>(path)).blocked?.refused).toBe(2);
    // Signing in does not help.
    const signed = await browser.visit(signedIdentity(chat.secret, { sub: randomUUID() }));
    expect(signed.visitor.blocked).toBe(true);
    expect((await browser.say('now as somebody')).body.code).toBe('blocked');
    await owner.post(`${path}/unblock`);
    expect((await browser.say('sorry')).status).toBe(200);
    const { items } = await owner.get<{ items: { action: string }[] }>('/api/v1/audit-entries');
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['person.blocked', 'person.unblocked']),
    );
    const closed = await owner.post<ConversationDetail>(`${path}/close`, { reason: 'settled' });
    expect(closed.acts.at(-1)).toMatchObject({ kind: 'closed', details: { reason: 'settled' } });
  });

  it('takes so much at once, and says when to come back', async () => {
    const limited = await connectChat(owner, {}, 'Limited');
    const browser = await VisitorBrowser.visiting(limited);
    const answers = [];
    do answers.push(await browser.say(`word ${answers.length}`));
    while (answers.at(-1)?.status === 200 && answers.length < 110);
    const refused = answers.at(-1);
    expect(refused?.status).toBe(429);
    expect(refused?.body.code).toBe('too_many_requests');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused?.body.details).toMatchObject({ retryAfterMs: expect.any(Number) });
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(30);
    // Others on other tokens go on, until their address has had enough.
    expect((await (await VisitorBrowser.visiting(limited)).say('Hello')).status).toBe(200);
    const large = await browser.call('POST', 'files', Buffer.alloc(21 * 1024 * 1024), {
      'content-type': 'video/mp4',
    });
    expect(large).toMatchObject({ status: 413, body: { code: 'too_large' } });
    // Refused before any route has seen it: the page may read that, and need not take it for a lost line.
    for (const origin of [ORIGIN, 'https://elsewhere.example']) {
      const huge = await browser.call('POST', 'messages', Buffer.alloc(6 * 1024 * 1024), { origin });
      expect(huge).toMatchObject({ status: 413, body: { code: 'too_large' } });
      expect(huge.headers.get('access-control-allow-origin')).toBe(origin === ORIGIN ? origin : null);
    }
  });

  it('loses and doubles nothing when the workers die', async () => {
    const browser = await VisitorBrowser.visiting(chat);
    const clientId = randomUUID();
    expect((await browser.say('just before', { clientId })).status).toBe(200);
    await parley.kill('worker');
    // With processes of their own for workers, the door stays open meanwhile.
    if (mode === 'servers') expect((await browser.say('meanwhile')).status).toBe(200);
    await parley.resume('worker');
    await eventually(
      'the door to be open',
      async () => (await browser.say('just before', { clientId })).status === 200,
    );
    await browser.say('afterwards');
    const expected = ['just before', ...(mode === 'servers' ? ['meanwhile'] : []), 'afterwards'];
    await browser.threadOf(expected.length);
    // One that was in a dead worker's hands comes after those said since.
    expect((await browser.thread()).messages.map(({ text }) => text).sort()).toEqual(expected.sort());
  });

  it('confirms by itself a reply whose sender died in the middle', async () => {
    const browser = await VisitorBrowser.visiting(chat);
    const words = `is anybody there ${randomUUID()}`;
    await browser.say(words);
    const row = await eventually('its row', async () =>
      (await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours')).items.find(
        ({ lastWords }) => lastWords === words,
      ),
    );
    await writeFile(join(faults, 'claimed'), '');
    // Embedded, the process that dies is the one that was asked, and may not have answered yet.
    const posted = reply(row.id, 'We are.', 1).catch(() => undefined);
    await eventually('the end of the worker', () => parley.pids('worker').length === 0);
    await parley.resume('worker');
    await posted;
    // The time a lease lasts, without waiting for it.
    await eventually('the lease to be over', async () => {
      const held = await parley.query(
        `UPDATE message SET lease_until = now() - interval '1 second'
         WHERE conversation_id = $1 AND state = 'sending' RETURNING id`,
        [row.id],
      );
      return held.length === 1;
    });
    const answered = await eventually('the answer', async () => {
      const { messages } = await browser.thread();
      return messages.length === 2 ? messages : undefined;
    });
    expect(answered.map(({ text }) => text)).toEqual([words, 'We are.']);
    const { items } = await owner.get<{ items: Message[] }>(`/api/v1/conversations/${row.id}/messages`);
    expect(items.find(({ text }) => text === 'We are.')?.state).toBe('sent');
    expect((await owner.get<ConversationDetail>(`/api/v1/conversations/${row.id}`)).side).toBe('theirs');
  });
});
