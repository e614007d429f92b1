// npm run build: builds what is stale; with --force, everything anew.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/prepare.mjs').then((module) => module.prepare({ force: process.argv.includes('--force') }));
