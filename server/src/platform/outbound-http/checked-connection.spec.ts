import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressGuard } from './address-guard.js';
import { AddressPolicy } from './address-policy.js';
import { OutboundError } from './outbound-error.js';
import { OutboundHttp } from './outbound-http.js';

/** DER (X.690): tag, length, content. */
const der = (tag: number, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const ECDSA_SHA256 = der(0x30, oid('2a8648ce3d040302'));
const COMMON_NAME = '550403';
const SUBJECT_ALT_NAME = '551d11';

/** A certificate (RFC 5280) that a fresh key signs for itself. */
function selfSigned(name: string): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = der(0x30, der(0x31, der(0x30, oid(COMMON_NAME), der(0x0c, Buffer.from(name)))));
  const validity = der(
    0x30,
    der(0x17, Buffer.from('200101000000Z')),
    der(0x17, Buffer.from('491231235959Z')),
  );
  const alternative = der(0x04, der(0x30, der(0x82, Buffer.from(name))));
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ECDSA_SHA256,
    issuer,
    validity,
    issuer,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, der(0x30, oid(SUBJECT_ALT_NAME), alternative))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, privateKey));
  const lines = der(0x30, toBeSigned, ECDSA_SHA256, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

const servers: Server[] = [];
const sockets = new Set<Socket>();
const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

const { key, cert } = selfSigned('shop.test');
const guard = new AddressGuard(new AddressPolicy(['127.0.0.1']), () =>
  Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
);
const trusting = new OutboundHttp(guard, { tls: { ca: cert } });
const failureOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutboundError)) throw new Error('it did not fail as expected', { cause: error });
  return error;
};

describe('connections over TLS', () => {
  it('speak to the host by its name, at the address that was checked', async () => {
    const port = await listen(
      createHttpsServer({ key, cert }, (request, response) => {
        response.end(String((request.socket as TLSSocket & { servername: string }).servername));
      }),
    );
    for (const host of ['shop.test', 'SHOP.test', 'shop.test.']) {
      const answer = await trusting.request({ method: 'POST', url: `https://${host}:${port}/`, body: 'x' });
      expect(answer.body.toString()).toBe('shop.test');
    }
  });

  it.each([
    ['another name', trusting, 'other.test', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['the bare address', trusting, '127.0.0.1', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['a certificate nobody vouches for', new OutboundHttp(guard), 'shop.test', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ])('refuse %s before anything is sent', async (_, http, host, code) => {
    let requests = 0;
    const port = await listen(
      createHttpsServer({ key, cert }, (_request, response) => {
        requests += 1;
        response.end();
      }),
    );
    const error = await failureOf(
      http.request({ method: 'POST', url: `https://${host}:${port}/`, body: 'x' }),
    );
    expect(error).toMatchObject({ kind: 'tls', mayHaveLeft: false });
    expect(error.message).toContain(code);
    expect(requests).toBe(0);
  });

  it.each([
    ['a server without TLS', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a server that hangs up', (socket: Socket) => socket.destroy()],
  ])('fail plainly with %s', async (_, onSocket) => {
    const port = await listen(createServer(onSocket));
    const error = await failureOf(trusting.request({ url: `https://shop.test:${port}/` }));
    expect(error).toMatchObject({ kind: 'tls', mayHaveLeft: false });
  });

  it('leave no socket behind when they are given up', async () => {
    const controller = new AbortController();
    const server = createServer();
    const port = await listen(server);
    const seen = once(server, 'connection') as Promise<[Socket]>;
    const work = failureOf(
      trusting.request({ url: `https://shop.test:${port}/`, signal: controller.signal }),
    );
    const [socket] = await seen;
    controller.abort();
    expect(await work).toMatchObject({ kind: 'aborted_before_send', mayHaveLeft: false });
    if (!socket.closed) await once(socket.resume(), 'close');
    expect(socket.closed).toBe(true);
  });
});
