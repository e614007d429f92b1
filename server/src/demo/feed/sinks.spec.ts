import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { Webhook } from 'standardwebhooks';
import { listenLocally, SmtpSink } from './smtp-sink.js';
import { WebhookSink } from './webhook-sink.js';

describe('the mail server of the demo', () => {
  const sink = new SmtpSink();
  let port = 0;
  beforeAll(async () => {
    port = await sink.listen(0);
  });
  afterAll(() => sink.close());

  it('takes mails, several on one connection, dots and long lines included', async () => {
    const connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true, name: 'test' });
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect(() => resolve());
    });
    const send = (content: string) =>
      new Promise<string>((resolve, reject) => {
        connection.send({ from: 'a@example.com', to: ['b@example.com'] }, content, (error, info) =>
          error ? reject(error) : resolve(info.response),
        );
      });
    expect(await send('Subject: one\r\n\r\nhello\r\n.\r\nstill the same mail\r\n')).toMatch(/^250 /);
    expect(await send(`Subject: two\r\n\r\n${'x'.repeat(50_000)}\r\n`)).toMatch(/^250 /);
    expect(sink.taken).toBe(2);
    connection.close();
  });
});

describe('the other system of the demo', () => {
  const sink = new WebhookSink();
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  let base = '';
  beforeAll(async () => {
    base = `http://127.0.0.1:${await sink.listen(0)}`;
    sink.expect('channel', secret);
  });
  afterAll(() => sink.close());

  const post = (path: string, key: string) => {
    const at = new Date();
    const headers = {
      'webhook-id': 'm1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(key).sign('m1', at, '{"a":1}'),
    };
    return fetch(`${base}${path}`, { method: 'POST', body: '{"a":1}', headers });
  };

  it('gives a signed answer an id, the same for a repeat', async () => {
    for (const answer of [await post('/channel', secret), await post('/channel', secret)]) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ id: 'out-m1' });
    }
  });

  it('refuses a wrong signature and knows no other channel', async () => {
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    expect((await post('/channel', other)).status).toBe(401);
    expect((await post('/elsewhere', secret)).status).toBe(404);
    expect((await fetch(`${base}/channel`)).status).toBe(404);
  });
});

it('takes another port when the one it had is taken', async () => {
  const taken = createServer();
  const port = await listenLocally(taken, 0);
  const sink = new SmtpSink();
  const own = await sink.listen(port);
  expect(own).not.toBe(port);
  await sink.close();
  await new Promise((resolve) => taken.close(resolve));
});
