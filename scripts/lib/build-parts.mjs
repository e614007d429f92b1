import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runChild } from './run-child.mjs';

/** What is built, in this order: from which files, with which tool. */
const PARTS = [
  {
    name: 'shared',
    title: 'shared contracts',
    sources: ['tsconfig.base.json', 'package-lock.json', 'shared/tsconfig.json', 'shared/src'],
    tool: ['node_modules/typescript/bin/tsc', '-b', 'shared'],
  },
  {
    name: 'server',
    title: 'server',
    sources: [
      'tsconfig.base.json',
      'package-lock.json',
      'scripts/lib/bundle-server.mjs',
      'shared/src',
      'server/tsconfig.json',
      'server/src',
    ],
    tool: ['node_modules/typescript/bin/tsc', '-b', 'server'],
    // Joined into one file, once what the compiler wrote is whole.
    joined: ['scripts/lib/bundle-server.mjs'],
  },
  {
    name: 'web',
    title: 'console',
    sources: [
      'tsconfig.base.json',
      'package-lock.json',
      'shared/src',
      'web/package.json',
      'web/tsconfig.json',
      'web/vite.config.ts',
      'web/vite.widget.config.ts',
      'web/index.html',
      'web/build',
      'web/public',
      'web/src',
    ],
    tool: ['../node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    // The first build clears the folder; what websites embed comes beside it.
    further: ['widget', 'widget-preview'].map((mode) => ['-c', 'vite.widget.config.ts', '--mode', mode]),
    cwd: 'web',
  },
];

/** The parts whose build is missing, damaged or made from other sources. */
export async function staleParts(root) {
  const stale = [];
  for (const part of PARTS) {
    const marker = await readMarker(root, part);
    const sources = await hashOf(root, part);
    const damaged = marker !== undefined && !(await isWhole(root, part, marker));
    if (marker?.sources !== sources || damaged)
      stale.push({ part, sources, damaged: damaged || marker === undefined });
  }
  return stale;
}

/** Builds them. A build that is cut short leaves no marker, so the next start makes it anew. */
export async function buildWhatIsStale(root, { force = false } = {}) {
  const stale = await staleParts(root);
  const todo = force
    ? await Promise.all(
        PARTS.map(async (part) => ({ part, sources: await hashOf(root, part), damaged: true })),
      )
    : stale;
  for (const { part, sources, damaged } of todo) {
    console.log(`Building the ${part.title}`);
    const dist = path.join(root, part.name, 'dist');
    await rm(markerFile(root, part), { force: true });
    if (damaged) {
      // The compiler trusts its own record of what it wrote.
      await rm(dist, { recursive: true, force: true });
      await rm(path.join(root, part.name, 'tsconfig.tsbuildinfo'), { force: true });
    }
    for (const more of [[], ...(part.further ?? [])]) await runTool(root, part, [...part.tool, ...more]);
    if (part.cwd === undefined) await removeOrphans(dist, path.join(root, part.name, 'src'));
    if (part.joined !== undefined) await runTool(root, part, part.joined);
    const files = await sizesOf(dist);
    await writeFile(markerFile(root, part), JSON.stringify({ sources, files }));
  }
}

function runTool(root, part, [script, ...args]) {
  const cwd = path.join(root, part.cwd ?? '');
  return runChild(process.execPath, [path.join(cwd, script), ...args], {
    cwd,
    quiet: true,
    // Whatever is set here or by a test: else Vite puts React's slow and large development build in.
    env: { NODE_ENV: 'production' },
    failure: `The ${part.title} could not be built; the reason stands above.`,
  });
}

const markerFile = (root, part) => path.join(root, part.name, 'dist', '.built.json');

async function readMarker(root, part) {
  try {
    return JSON.parse(await readFile(markerFile(root, part), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether every file of the build is there with its size: a deletion or a full disk shows. */
async function isWhole(root, part, marker) {
  const dist = path.join(root, part.name, 'dist');
  const checks = await Promise.all(
    Object.entries(marker.files).map(([name, size]) =>
      stat(path.join(dist, name)).then(
        (entry) => entry.size === size,
        () => false,
      ),
    ),
  );
  return checks.length > 0 && checks.every(Boolean);
}

async function hashOf(root, part) {
  const hash = createHash('sha256');
  for (const source of part.sources) {
    for (const file of await filesBelow(path.join(root, source))) {
      if (/\.spec\.tsx?$/.test(file)) continue;
      hash.update(`${path.relative(root, file).split(path.sep).join('/')}\0`);
      hash.update(await readFile(file));
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}

/** The file itself, or all files below the folder, sorted; nothing when it does not exist. */
async function filesBelow(place) {
  let entries;
  try {
    entries = await readdir(place, { withFileTypes: true, recursive: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [place];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function sizesOf(dist) {
  const sizes = {};
  for (const file of await filesBelow(dist)) {
    const name = path.relative(dist, file);
    if (name !== '.built.json') sizes[name] = (await stat(file)).size;
  }
  return sizes;
}

/** The compiler leaves the output of a source that was deleted or moved. */
async function removeOrphans(dist, src) {
  const sources = new Set(
    (await filesBelow(src)).map((file) => path.relative(src, file).replace(/\.tsx?$/, '')),
  );
  for (const file of await filesBelow(dist)) {
    const stem = path.relative(dist, file).replace(/(\.d\.ts|\.js|\.json)(\.map)?$/, '');
    if (!sources.has(stem) && !file.endsWith('.json')) await rm(file);
  }
}
