import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { connectChat, VisitorBrowser } from '../builders/visitor.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';
import { lookUpProgram } from '../harness/find-program.mjs';

interface Connected {
  channel: { endpointUrl: string };
  endpointSecret: string;
}

/** The README's shell examples, run as they stand. */
async function example(holding: string, language = 'bash'): Promise<string> {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```(\w+)\n(.*?)```/gs)];
  const found = blocks.find(([, kind, block]) => kind === language && block?.includes(holding))?.[2];
  if (found === undefined) throw new Error(`the README has no example with ${holding}`);
  return found;
}

describeModes('the examples of the README', (start) => {
  test('curl and openssl bring in messages, and an API token reads them', async () => {
    const parley = await start();
    const owner = await parley.signedIn();
    const { channel, endpointSecret } = await owner.post<Connected>('/api/v1/channels', {
      kind: 'api',
      name: 'Shop',
      settings: {},
    });
    await run(await example('parley()'), { ENDPOINT: channel.endpointUrl, SECRET: endpointSecret });
    const { token } = await owner.post<{ token: string }>('/api/v1/profile/tokens', { name: 'example' });
    const list = (await example('authorization: Bearer')).replace('http://localhost:3000', parley.baseUrl);
    const words = await eventually('the edited message in the queue', async () => {
      const { items } = JSON.parse(await run(list, { TOKEN: token })) as { items: { lastWords: string }[] };
      const found = items.map(({ lastWords }) => lastWords);
      return found.join() === 'Where is my parcel 4711?' && found;
    });
    // The comment was deleted by the last example: nothing of it waits.
    expect(words).toHaveLength(1);

    expect(undescribed(await owner.get<ApiDescription>('/api/openapi.json'))).toEqual([]);

    // Both examples vouch for the same person of the website.
    const chat = await connectChat(owner);
    const user = { id: 4711, name: 'Ánna "A" Schmidt', email: 'anna@example.test' };
    const anna = { name: user.name, email: user.email, signed: true, blocked: false };
    const node = new VisitorBrowser(chat);
    expect((await node.visit(await identityOfNode(user, chat.secret))).visitor).toEqual(anna);
    await node.say('from my laptop');
    await node.threadOf(1);
    const php = new VisitorBrowser(chat);
    const visit = await php.visit(await identityOfPhp(user, chat.secret));
    expect(visit.visitor).toEqual(anna);
    expect(visit.thread.messages.map(({ text }) => text)).toEqual(['from my laptop']);
  });
});

interface ApiDescription {
  paths: Record<string, Record<string, { requestBody?: object; responses: Record<string, object> }>>;
}

/** Routes of which the description does not say what they take, where they read it by themselves, or what they answer. */
function undescribed({ paths }: ApiDescription): string[] {
  const whatever = /^\/hooks\/\{kind\}/;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, responses }]) => {
      const takes = method === 'get' || method === 'options' || !path.startsWith('/hooks/') || requestBody;
      const answers = Object.keys(responses).some((status) => /^[23]/.test(status));
      return whatever.test(path) || (takes && answers) ? [] : [`${method} ${path}`];
    }),
  );
}

interface User {
  id: number;
  name: string;
  email: string;
}

/** The Node example, run as it stands. */
async function identityOfNode(user: User, secret: string): Promise<string> {
  const code = await example('chatIdentity', 'js');
  const call = `process.stdout.write(await chatIdentity(${JSON.stringify(user)}, ${JSON.stringify(secret)}));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', code + call],
    {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
    },
  );
  return stdout;
}

/** The PHP example: run as it stands where there is PHP, else its steps one by one. */
async function identityOfPhp(user: User, secret: string): Promise<string> {
  const code = await example('chat_identity', 'php');
  const php = lookUpProgram('php');
  if (php !== undefined) {
    const call = `echo chat_identity(json_decode('${JSON.stringify(user)}', true), '${secret}');`;
    return (await promisify(execFile)(php, ['-r', code + call])).stdout;
  }
  for (const step of [
    'base64_encode',
    "'+/', '-_'",
    "hash_hmac('sha256'",
    '$secret, true)',
    '"$head.$claims"',
  ])
    expect(code).toContain(step);
  const encode = (bytes: Buffer) =>
    bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  // PHP's json_encode writes what is not ASCII, and slashes, escaped.
  const json = (value: unknown) =>
    JSON.stringify(value)
      .replaceAll('/', '\\/')
      .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const now = Math.floor(Date.now() / 1_000);
  const head = encode(Buffer.from(json({ alg: 'HS256', typ: 'JWT' })));
  const claims = { sub: String(user.id), name: user.name, email: user.email, iat: now, exp: now + 600 };
  const text = `${head}.${encode(Buffer.from(json(claims)))}`;
  return `${text}.${encode(createHmac('sha256', secret).update(text).digest())}`;
}

async function run(script: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    env: { ...env, PATH: process.env.PATH ?? '/usr/bin:/bin' },
  });
  return stdout;
}
