import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';

interface Connected {
  channel: { endpointUrl: string };
  endpointSecret: string;
}

/** The README's shell examples, run as they stand. */
async function example(holding: string): Promise<string> {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const found = [...readme.matchAll(/```bash\n(.*?)```/gs)].find(([, block]) =>
    block?.includes(holding),
  )?.[1];
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
  });
});

async function run(script: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    env: { ...env, PATH: process.env.PATH ?? '/usr/bin:/bin' },
  });
  return stdout;
}
