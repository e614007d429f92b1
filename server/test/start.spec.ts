import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { removeDir, tempDir } from './harness/temp-dir.js';

const root = path.resolve(import.meta.dirname, '../..');
const script = (name: string) => path.join(root, 'scripts', name);
const load = (name: string) => import(pathToFileURL(script(name)).href);

describe('the version of Node', () => {
  it('is named in one sentence when it is too old', async () => {
    const { nodeFault } = await load('lib/node-version.mjs');
    for (const old of ['v12.22.12', 'v18.20.8', 'v20.18.3']) {
      expect(nodeFault(old)).toBe(
        `Parley needs Node 20.19 or newer, and this is ${old}: install a newer one from https://nodejs.org.`,
      );
    }
    for (const fine of ['v20.19.0', 'v22.0.0', 'v25.1.0']) expect(nodeFault(fine)).toBeUndefined();
  });

  it.each(['start.mjs', 'build.mjs', 'run.mjs', 'lib/node-version.mjs'])(
    'can be told by %s, which old ones can read',
    async (name) => {
      const source = await readFile(script(name), 'utf8');
      // Optional chaining, nullish operators, top-level await and node: imports came after Node 12.
      expect(source.replace(/\/\/.*$/gm, '')).not.toMatch(/\?\.|\?\?|\|\|=|^\s*await |['"]node:/m);
      const imports = [...source.matchAll(/^import .* from '(.*)'/gm)].map(([, from]) => from);
      expect(imports.every((from) => from === './lib/node-version.mjs')).toBe(true);
    },
  );
});

describe('what the start is called with', () => {
  it.each([
    [['--demo'], { demo: true, conversations: undefined, unknown: undefined }],
    [['--demo', '--conversations', '10000'], { demo: true, conversations: '10000', unknown: undefined }],
    [['--demo', '--conversations=12'], { demo: true, conversations: '12', unknown: undefined }],
    [['--demo', '--conversations'], { demo: true, conversations: '', unknown: undefined }],
    [['--conversations', '12'], { demo: false, conversations: undefined, unknown: '--conversations' }],
    [['--demo', '--fast'], { demo: true, conversations: undefined, unknown: '--fast' }],
  ])('%j', async (args, read) => {
    const { readStartArguments } = await load('lib/start-arguments.mjs');
    expect(readStartArguments(args)).toEqual(read);
  });
});

describe('installFault', () => {
  let dir: string;
  const entry = (version: string, more = {}) => ({ version, ...more });
  const write = async (file: string, content: unknown) => {
    await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
    await writeFile(path.join(dir, file), typeof content === 'string' ? content : JSON.stringify(content));
  };

  beforeEach(async () => {
    dir = await tempDir('install');
    const here = { os: [process.platform], cpu: [process.arch], optional: true };
    const packages = {
      'node_modules/a': entry('1.0.0'),
      'node_modules/native': entry('1.0.0', here),
    };
    const elsewhere = {
      'node_modules/other': entry('1.0.0', { os: ['elsewhere'], cpu: ['none'], optional: true }),
    };
    await write('package-lock.json', { packages: { '': {}, shared: {}, ...packages, ...elsewhere } });
    await write('node_modules/.package-lock.json', { packages });
    for (const name of ['a', 'native']) await write(`node_modules/${name}/package.json`, {});
  });
  afterEach(() => removeDir(dir));

  const fault = async (): Promise<string | undefined> => (await load('lib/install.mjs')).installFault(dir);

  it('finds nothing wrong with a whole install', async () => {
    expect(await fault()).toBeUndefined();
  });

  it('sees an install that never was, was cut short, lost a folder or fell behind', async () => {
    await rm(path.join(dir, 'node_modules/a'), { recursive: true });
    expect(await fault()).toBe('a has gone');
    await write('node_modules/a/package.json', {});
    await write('node_modules/.package-lock.json', { packages: { 'node_modules/a': entry('1.0.0') } });
    expect(await fault()).toBe('native is missing');
    await write('node_modules/.package-lock.json', {
      packages: { 'node_modules/a': entry('0.9.0'), 'node_modules/native': entry('1.0.0') },
    });
    expect(await fault()).toBe('dependencies have changed');
    await write('node_modules/.package-lock.json', '{"packages": {');
    expect(await fault()).toMatch(/cut short/);
    await rm(path.join(dir, 'node_modules'), { recursive: true });
    expect(await fault()).toMatch(/nothing is installed yet/);
  });
});

describe('withBuildLock', () => {
  it('lets processes work one after the other, also after one was killed at it', async () => {
    const dir = await tempDir('build-lock');
    try {
      const journal = path.join(dir, 'journal');
      const program = `
        import { appendFile } from 'node:fs/promises';
        import { setTimeout as sleep } from 'node:timers/promises';
        import { withBuildLock } from ${JSON.stringify(pathToFileURL(script('lib/build-lock.mjs')).href)};
        await withBuildLock(${JSON.stringify(path.join(dir, 'lock'))}, async () => {
          await appendFile(${JSON.stringify(journal)}, 'in ');
          if (process.argv[1] === 'die') process.kill(process.pid, 'SIGKILL');
          await sleep(50);
          await appendFile(${JSON.stringify(journal)}, 'out ');
        });`;
      const run = (argument: string) =>
        new Promise<number | null>((resolve) => {
          const child = spawn(process.execPath, ['--input-type=module', '-e', program, argument], {
            stdio: 'ignore',
          });
          child.on('exit', (code) => resolve(code));
        });
      expect(await run('die')).toBeNull();
      expect(await Promise.all(['1', '2', '3', '4'].map(run))).toEqual([0, 0, 0, 0]);
      expect(await readFile(journal, 'utf8')).toBe(`in ${'in out '.repeat(4)}`);
    } finally {
      await removeDir(dir);
    }
  });
});
