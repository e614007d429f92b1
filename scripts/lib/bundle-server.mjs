// Joins what the server loads at its start into one file, `server/dist/parley.js`: two thousand small ones take twice as
// long to find and to read as Parley takes to start. Usage: node scripts/lib/bundle-server.mjs
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'server/dist');

/**
 * The packages that come in many files. All others stay where npm put them: some look for files of their own, and some
 * must not be there twice.
 */
const JOINED = [
  /^@parley\/shared$/,
  /^@nestjs\/(?:common|core|platform-fastify|swagger|mapped-types)$/,
  /^es-toolkit$/,
  /^rxjs$/,
  /^typeorm$/,
  /^bullmq$/,
  /^semver$/,
  /^cron-parser$/,
  /^luxon$/,
  /^uuid$/,
  /^iterare$/,
  /^zod$/,
];

/** `name` of a bare import (`name/inside/it`), undefined for paths and what Node brings. */
function packageOf(id) {
  return /^(?:@[^/]+\/)?[^./@#\\:\0][^/\\:\0]*/.exec(id)?.[0];
}

const keepOthersOut = {
  name: 'keep-others-out',
  async resolveId(id, importer) {
    const name = packageOf(id);
    if (
      importer === undefined ||
      path.isAbsolute(id) ||
      name === undefined ||
      JOINED.some((known) => known.test(name))
    )
      return null;
    const found = await this.resolve(id, importer, { skipSelf: true });
    // A version of its own, below the package that needs it: from here another one would be found.
    const nested = found !== null && found.id.split('node_modules').length > 2;
    return nested ? null : { id, external: true };
  },
};

/** So that the trace of an error names the line somebody wrote. */
const mapToSources = {
  name: 'map-to-sources',
  async load(file) {
    if (!/[/\\](?:server|shared)[/\\]dist[/\\][^\0]*\.js$/.test(file)) return null;
    const [code, map] = await Promise.all([readFile(file, 'utf8'), readFile(`${file}.map`, 'utf8')]);
    return { code, map: JSON.parse(map) };
  },
};

const bundle = await rolldown({
  input: { parley: path.join(dist, 'main.js') },
  cwd: root,
  platform: 'node',
  plugins: [keepOthersOut, mapToSources],
  onLog(level, log, report) {
    // Packages import in circles, and `eval` where they must.
    if (level === 'warn' && !['CIRCULAR_DEPENDENCY', 'EVAL'].includes(log.code)) report('error', log);
  },
});
await bundle.write({
  dir: dist,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'parley-[name].js',
  // Nest and TypeORM go by the names of classes.
  keepNames: true,
  sourcemap: true,
  sourcemapExcludeSources: true,
});
await bundle.close();
