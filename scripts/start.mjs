// npm start: installs what is missing, builds what is stale, and runs Parley in this process.
// This file and lib/node-version.mjs hold to the syntax of old versions of Node, which must be able
// to read them to say that they are too old.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/start.mjs').then((module) => module.start(process.argv.slice(2)));
