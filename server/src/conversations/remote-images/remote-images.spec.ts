import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeBench } from '../../../test/builders/intake-bench.js';
import { AddressGuard } from '../../platform/outbound-http/address-guard.js';
import { AddressPolicy } from '../../platform/outbound-http/address-policy.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';
import { RemoteImages } from './remote-images.service.js';

let bench: IntakeBench;
let web: Server;
let base: string;
let messageId: string;

beforeAll(async () => {
  web = createServer((request, response) => {
    if (request.url?.startsWith('/dot.png'))
      response.writeHead(200, { 'content-type': 'image/png' }).end('png');
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<script>');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => web.once('listening', resolve));
  base = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  bench = await IntakeBench.open();
  await bench.apply(
    bench.message({
      html: `<img src="${base}/dot.png?a=1&amp;b=2"><img src="${base}/page"><img src="http://192.0.2.1/x.png"><img src="${base.slice(5)}/dot.png">`,
    }),
  );
  messageId = (await bench.messages())[0]?.id ?? '';
});
afterAll(async () => {
  web.close();
  await bench.close();
});

const seat = () => ({ brandId: bench.channel.brandId, memberId: bench.memberId, role: 'owner' as const });

function images(networks: string[]) {
  const access = { requireByMessage: async () => undefined } as unknown as ConversationAccess;
  return new RemoteImages(
    access,
    bench.database,
    new OutboundHttp(new AddressGuard(new AddressPolicy(networks))),
  );
}

test('a picture the mail names is fetched', async () => {
  const { contentType, bytes } = await images(['127.0.0.0/8']).fetch(
    seat(),
    messageId,
    `${base}/dot.png?a=1&b=2`,
  );
  expect([contentType, bytes.toString()]).toEqual(['image/png', 'png']);
});

test('an address without a scheme is the page’s own, and named all the same', async () => {
  const { contentType } = await images(['127.0.0.0/8']).fetch(seat(), messageId, `${base}/dot.png`);
  expect(contentType).toBe('image/png');
});

test('an address the mail does not name is refused without a request', async () => {
  const asked = images(['127.0.0.0/8']).fetch(seat(), messageId, `${base}/dot.png?elsewhere`);
  await expect(asked).rejects.toMatchObject({ code: 'not_found' });
});

test('what is no picture does not come through', async () => {
  const asked = images(['127.0.0.0/8']).fetch(seat(), messageId, `${base}/page`);
  await expect(asked).rejects.toMatchObject({ code: 'channel_failed' });
});

test('an inner address is refused', async () => {
  const asked = images([]).fetch(seat(), messageId, `${base}/dot.png?a=1&b=2`);
  await expect(asked).rejects.toMatchObject({ code: 'channel_failed' });
});
