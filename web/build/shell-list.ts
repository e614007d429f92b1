import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

export const WORKER = 'sw';

/** Kept for use without a line: everything the console is made of, not what only developers read. */
const isPart = (file: string): boolean => !/\.map$|^sw\.js$|^\.|\.html$|^widget/.test(file);

/** Tells the service worker what the build consists of; its version changes with any of it. */
export const shellList = (): Plugin => {
  let publicDir = '';
  return {
    name: 'shell-list',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler: (_options, bundle) => {
        const worker = bundle[`${WORKER}.js`];
        if (worker?.type !== 'chunk') throw new Error('The service worker is missing from the build.');
        if (worker.imports.length + worker.dynamicImports.length > 0)
          throw new Error('The service worker must be one file: share nothing with the console.');
        const page = bundle['index.html'];
        const given = readdirSync(publicDir, { withFileTypes: true, recursive: true })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(publicDir, join(entry.parentPath, entry.name)).split(sep).join('/'));
        const hash = createHash('sha256').update(page?.type === 'asset' ? page.source : '');
        for (const name of given.toSorted()) hash.update(name).update(readFileSync(join(publicDir, name)));
        const parts = [...Object.keys(bundle), ...given]
          .filter(isPart)
          .map((file) => `/${file}`)
          .toSorted();
        hash.update(parts.join('\n')).update(worker.code);
        const version = hash.digest('hex').slice(0, 12);
        worker.code = worker.code.replace('__SHELL__', () => JSON.stringify({ version, parts }));
      },
    },
  };
};
