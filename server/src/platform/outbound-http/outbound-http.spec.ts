import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressGuard, type Resolver } from './address-guard.js';
import { AddressPolicy } from './address-policy.js';
import { OutboundError } from './outbound-error.js';
import { OutboundHttp } from './outbound-http.js';
import type { OutboundRequest } from './outbound-request.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const opened: { server: Server | TcpServer; sockets: Set<Socket> }[] = [];
const track = async <S extends Server | TcpServer>(server: S): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  opened.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
const serve = (handler: Handler) => track(createServer(handler));
const serveTcp = (onSocket: (socket: Socket) => void) =>
  track(createTcpServer((socket) => onSocket(socket.on('error', () => {}))));

afterEach(async () => {
  for (const { server, sockets } of opened.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Every `.test` name leads to 127.0.0.1, which is opened; `inside.test` leads to 127.0.0.2, which is not. */
const resolver: Resolver = (host) => {
  if (!host.endsWith('.test')) return Promise.reject(Object.assign(new Error(host), { code: 'ENOTFOUND' }));
  return Promise.resolve([{ address: host === 'inside.test' ? '127.0.0.2' : '127.0.0.1', family: 4 }]);
};
const httpWith = (resolve: Resolver) =>
  new OutboundHttp(new AddressGuard(new AddressPolicy(['127.0.0.1/32']), resolve));
const http = httpWith(resolver);
const strict = new OutboundHttp(new AddressGuard(new AddressPolicy()));

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutboundError)) throw new Error('it did not fail as expected', { cause: error });
  return error;
};
const echo: Handler = async (request, response) => {
  response.setHeader('content-type', 'application/json');
  response.setHeader('set-cookie', ['a=1', 'b=2']);
  const { method, url, headers } = request;
  response.end(JSON.stringify({ method, url, headers, body: await text(request) }));
};
/** Promise.withResolvers comes with Node 22. */
const withResolvers = () => {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};
const read = (body: Buffer) =>
  JSON.parse(body.toString()) as { headers: Record<string, string>; body: string };

describe('OutboundHttp: requests', () => {
  it('sends and receives', async () => {
    const port = await serve(echo);
    const url = `http://echo.test:${port}/a/b?c=d#fragment`;
    const answer = await http.request({ method: 'post', url, headers: { 'X-Y': 'z' }, body: 'grüße' });
    expect(answer).toMatchObject({ status: 200, url: `http://echo.test:${port}/a/b?c=d` });
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(read(answer.body)).toMatchObject({ method: 'POST', url: '/a/b?c=d', body: 'grüße' });
    expect(read(answer.body).headers).toMatchObject({
      host: `echo.test:${port}`,
      'x-y': 'z',
      'user-agent': 'Parley',
      'content-length': '7',
    });
  });

  it.each([
    ['bytes', () => new Uint8Array([104, 105])],
    ['a stream', () => Readable.from(['h', 'i'], { objectMode: false })],
  ])('takes %s as a body', async (_, body) => {
    const port = await serve(echo);
    const answer = await http.request({ method: 'PUT', url: `http://echo.test:${port}/`, body: body() });
    expect(read(answer.body).body).toBe('hi');
  });

  it.each([204, 304, 400, 404, 500, 503])('takes %i for an answer', async (status) => {
    const port = await serve((_, response) => response.writeHead(status).end());
    expect(await http.request({ url: `http://x.test:${port}/` })).toMatchObject({
      status,
      body: Buffer.alloc(0),
    });
  });

  it('answers HEAD without a body, however large it would be', async () => {
    const port = await serve((_, response) => response.writeHead(200, { 'content-length': 10 ** 9 }).end());
    const answer = await http.request({ method: 'HEAD', url: `http://x.test:${port}/` });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-length': '1000000000' } });
  });

  it('opens a connection of its own each time', async () => {
    const ports = new Set<number | undefined>();
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    for (let i = 0; i < 3; i += 1) await http.request({ url: `http://x.test:${port}/` });
    expect(ports.size).toBe(3);
  });

  it.each(['host', 'Connection', 'transfer-encoding', 'Content-Length', 'expect'])(
    'keeps the header %s to itself',
    async (name) => {
      const work = http.request({
        method: 'POST',
        url: 'http://x.test/',
        headers: { [name]: '1' },
        body: 'x',
      });
      expect(await failureOf(work)).toMatchObject({ kind: 'bad_request', mayHaveLeft: false });
    },
  );

  it.each<Partial<OutboundRequest>>([
    { headers: { 'x-y': 'a\r\nx-z: b' } },
    { headers: { 'x y': 'a' } },
    { method: 'GE T' },
  ])('cannot be made to send a second header or request: %j', async (more) => {
    let requests = 0;
    const port = await serve((_, response) => {
      requests += 1;
      response.end();
    });
    const error = await failureOf(http.request({ url: `http://x.test:${port}/`, ...more }));
    expect(error).toMatchObject({ kind: 'bad_request', mayHaveLeft: false });
    expect(requests).toBe(0);
  });
});

describe('OutboundHttp: addresses', () => {
  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://10.0.0.1/',
    'https://192.168.0.1/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://１２７.０.０.１/',
    'http://127.0.0.1./',
  ])('refuses %s', async (url) => {
    expect(await failureOf(strict.request({ url }))).toMatchObject({
      kind: 'refused_address',
      mayHaveLeft: false,
    });
  });

  it.each([
    'ftp://x.test/',
    'file:///etc/passwd',
    'data:,x',
    '/relative',
    'x.test',
    '',
    'http://',
    'http://x.test:99999/',
    'http://user@x.test/',
    'http://user:pass@x.test/',
    'http://public.example@127.0.0.1/',
    'http://a b.test/',
  ])('does not take %j for an address', async (url) => {
    expect(await failureOf(http.request({ url }))).toMatchObject({ kind: 'bad_url', mayHaveLeft: false });
  });

  it('connects to what it checked, though the name changes its answer (DNS rebinding)', async () => {
    const port = await serve((_, response) => response.end('public'));
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2'];
    let lookups = 0;
    const rebound = httpWith(() => Promise.resolve([{ address: answers[lookups++]!, family: 4 }]));
    const url = `http://rebind.test:${port}/`;
    expect((await rebound.request({ url })).body.toString()).toBe('public');
    expect(lookups).toBe(1);
    expect(await failureOf(rebound.request({ url }))).toMatchObject({ kind: 'refused_address' });
    expect(lookups).toBe(2);
  });

  it('tries the next address of a name, and leaves out the refused ones', async () => {
    const port = await serve((_, response) => response.end('second'));
    const policy = new AddressPolicy(['127.0.0.0/29']);
    const found = ['127.0.0.9', '127.0.0.3', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    const several = new OutboundHttp(new AddressGuard(policy, () => Promise.resolve(found)));
    expect((await several.request({ url: `http://several.test:${port}/` })).body.toString()).toBe('second');
  });

  it('says that nothing left when nobody is there', async () => {
    const port = await serve(() => {});
    await new Promise((resolve) => opened.pop()!.server.close(resolve));
    const error = await failureOf(http.request({ method: 'POST', url: `http://x.test:${port}/`, body: 'x' }));
    expect(error).toMatchObject({ kind: 'connect', mayHaveLeft: false });
    expect(error.message).toContain('does not accept connections');
    expect(await failureOf(http.request({ url: 'http://gone.example/' }))).toMatchObject({ kind: 'dns' });
  });
});

describe('OutboundHttp: redirects', () => {
  const redirecting = (status: number, location: (port: number) => string) => {
    const ports: number[] = [];
    return serve((request, response) => {
      if (request.url !== '/start') return void echo(request, response);
      response.writeHead(status, { location: location(ports[0]!) }).end('moved');
    }).then((port) => {
      ports.push(port);
      return port;
    });
  };

  it('follows, and takes credentials along only within the origin', async () => {
    const headers = { authorization: 'Bearer t', cookie: 's=1', 'x-api-key': 'k', accept: 'text/html' };
    const same = await redirecting(302, () => '/end');
    const home = await http.request({ url: `http://a.test:${same}/start`, headers });
    expect(home.url).toBe(`http://a.test:${same}/end`);
    expect(read(home.body).headers).toMatchObject(headers);
    const cross = await redirecting(302, (port) => `http://b.test:${port}/end`);
    const away = read((await http.request({ url: `http://a.test:${cross}/start`, headers })).body);
    expect(away.headers).toMatchObject({ host: `b.test:${cross}`, accept: 'text/html' });
    expect(Object.keys(away.headers)).not.toEqual(expect.arrayContaining(['authorization']));
    for (const name of ['authorization', 'cookie', 'x-api-key'])
      expect(away.headers).not.toHaveProperty(name);
  });

  it('repeats a body where the status says so', async () => {
    const port = await redirecting(307, () => '/end');
    const answer = await http.request({ method: 'POST', url: `http://a.test:${port}/start`, body: 'again' });
    expect(read(answer.body)).toMatchObject({ method: 'POST', body: 'again' });
  });

  it.each([
    ['a refused address', 'http://127.0.0.2/', 'refused_address'],
    ['a refused name', 'http://inside.test/', 'refused_address'],
    ['the metadata service', 'http://169.254.169.254/', 'refused_address'],
    ['a number', 'http://0x7f000002/', 'refused_address'],
    ['another scheme', 'file:///etc/passwd', 'bad_url'],
    ['a user', 'http://u:p@a.test/', 'bad_url'],
  ])('does not follow to %s, and says that the first request had left', async (_, location, kind) => {
    const port = await redirecting(307, () => location);
    const work = http.request({ method: 'POST', url: `http://a.test:${port}/start`, body: 'x' });
    expect(await failureOf(work)).toMatchObject({ kind, mayHaveLeft: true });
  });

  it('gives up on a chain without end, after the number allowed', async () => {
    let requests = 0;
    const port = await serve((_, response) => {
      requests += 1;
      response.writeHead(302, { location: `/${requests}` }).end();
    });
    expect(await failureOf(http.request({ url: `http://a.test:${port}/` }))).toMatchObject({
      kind: 'bad_redirect',
    });
    expect(requests).toBe(6);
  });

  it('can be told not to follow', async () => {
    const port = await redirecting(302, () => '/end');
    const answer = await http.request({ url: `http://a.test:${port}/start`, maxRedirects: 0 });
    expect(answer).toMatchObject({ status: 302, headers: { location: '/end' } });
    expect(answer.body.toString()).toBe('moved');
  });
});

describe('OutboundHttp: limits', () => {
  it('refuses a large answer by its announcement, before reading it', async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { 'content-length': 5_000_000 }).write('x'),
    );
    const error = await failureOf(http.request({ url: `http://x.test:${port}/`, maxBytes: 1_000 }));
    expect(error).toMatchObject({ kind: 'too_large', status: 200, mayHaveLeft: true });
  });

  it('stops reading an endless answer', async () => {
    const closed = withResolvers();
    const port = await serve((_, response) => {
      const endless = Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(1_024);
        })(),
      );
      endless.pipe(response).on('close', closed.resolve);
    });
    const error = await failureOf(http.request({ url: `http://x.test:${port}/`, maxBytes: 100_000 }));
    expect(error).toMatchObject({ kind: 'too_large', status: 200 });
    await closed.promise;
  });

  it('allows an answer of exactly the size', async () => {
    const port = await serve((_, response) => response.end(Buffer.alloc(1_000)));
    const answer = await http.request({ url: `http://x.test:${port}/`, maxBytes: 1_000 });
    expect(answer.body).toHaveLength(1_000);
    expect(await failureOf(http.request({ url: `http://x.test:${port}/`, maxBytes: 999 }))).toMatchObject({
      kind: 'too_large',
    });
  });

  it('unpacks what comes packed, and counts it unpacked', async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(2_000_000))),
    );
    expect((await http.request({ url: `http://x.test:${port}/` })).body).toHaveLength(2_000_000);
    expect(await failureOf(http.request({ url: `http://x.test:${port}/`, maxBytes: 100_000 }))).toMatchObject(
      {
        kind: 'too_large',
      },
    );
  });

  it('notices a broken packing', async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'),
    );
    const error = await failureOf(http.request({ url: `http://x.test:${port}/` }));
    expect(error).toMatchObject({ kind: 'ambiguous', status: 200, mayHaveLeft: true });
  });

  it('gives up after its time, knowing that the request may have arrived', async () => {
    const port = await serve(() => {});
    const error = await failureOf(
      http.request({ method: 'POST', url: `http://x.test:${port}/`, body: 'x', timeoutMs: 150 }),
    );
    expect(error).toMatchObject({ kind: 'ambiguous', mayHaveLeft: true, status: undefined });
  });

  it('gives up on a look-up that does not end, knowing that nothing left', async () => {
    const error = await failureOf(
      httpWith(() => new Promise(() => {})).request({ url: 'http://x.test/', timeoutMs: 20 }),
    );
    expect(error).toMatchObject({ kind: 'timeout_before_send', mayHaveLeft: false });
  });

  it('gives up on a TLS handshake that does not end, knowing that nothing left', async () => {
    const port = await serveTcp(() => {});
    const error = await failureOf(http.request({ url: `https://x.test:${port}/`, connectTimeoutMs: 50 }));
    expect(error).toMatchObject({ kind: 'timeout_before_send', mayHaveLeft: false });
  });

  it('gives up on an answer that stalls', async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { 'content-length': 10 }).write('half'),
    );
    const stalled = http.request({ url: `http://x.test:${port}/`, idleTimeoutMs: 50 });
    expect(await failureOf(stalled)).toMatchObject({ kind: 'ambiguous', status: 200 });
  });

  it('is given up by its caller, before and after sending', async () => {
    expect(
      await failureOf(http.request({ url: 'http://x.test/', signal: AbortSignal.abort() })),
    ).toMatchObject({
      kind: 'aborted_before_send',
      mayHaveLeft: false,
    });
    const controller = new AbortController();
    const port = await serve(() => controller.abort());
    const error = await failureOf(http.request({ url: `http://x.test:${port}/`, signal: controller.signal }));
    expect(error).toMatchObject({ kind: 'ambiguous', mayHaveLeft: true });
  });
});

describe('OutboundHttp: broken connections', () => {
  it.each([
    ['closed at once', ''],
    ['closed within the head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['closed within the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['closed within a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ])('%s: unknown whether it arrived', async (_, answer) => {
    const port = await serveTcp((socket) => socket.once('data', () => socket.end(answer)));
    const error = await failureOf(http.request({ method: 'POST', url: `http://x.test:${port}/`, body: 'x' }));
    expect(error).toMatchObject({ kind: 'ambiguous', mayHaveLeft: true });
  });

  it('a body that cannot be read is unknown once the connection stood, and is let go of', async () => {
    const port = await serve((request) => request.resume());
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the disk is gone');
      })(),
      { objectMode: false },
    );
    const error = await failureOf(http.request({ method: 'POST', url: `http://x.test:${port}/`, body }));
    expect(error).toMatchObject({ kind: 'ambiguous', mayHaveLeft: true });
    expect(body.destroyed).toBe(true);
  });

  it('lets go of a body that is never sent', async () => {
    const body = Readable.from(['x']);
    await failureOf(http.request({ method: 'POST', url: 'ftp://x.test/', body }));
    expect(body.destroyed).toBe(true);
  });
});

describe('OutboundHttp: streams', () => {
  it('passes on what comes, as it comes', async () => {
    const port = await serve((_, response) => response.end('a long story'));
    const answer = await http.stream({ url: `http://x.test:${port}/` });
    expect(answer.status).toBe(200);
    expect(await text(answer.body)).toBe('a long story');
  });

  it('closes the connection when the reader leaves, before or while reading', async () => {
    for (const reads of [0, 1]) {
      const closed = withResolvers();
      const port = await serve((_, response) => {
        response.on('close', closed.resolve).write(Buffer.alloc(200_000));
      });
      const answer = await http.stream({ url: `http://x.test:${port}/` });
      if (reads > 0) await answer.body[Symbol.asyncIterator]().next();
      answer.body.destroy();
      await closed.promise;
    }
  });

  it('fails the stream when there is too much, or the connection breaks', async () => {
    const large = await serve((_, response) => response.write(Buffer.alloc(200_000)));
    const answer = await http.stream({ url: `http://x.test:${large}/`, maxBytes: 100_000 });
    expect(await failureOf(text(answer.body))).toMatchObject({ kind: 'too_large' });
    const broken = await serveTcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')),
    );
    const half = await http.stream({ url: `http://x.test:${broken}/` });
    expect(await failureOf(text(half.body))).toMatchObject({ kind: 'ambiguous', status: 200 });
  });
});
