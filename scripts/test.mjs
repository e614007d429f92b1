// npm test: everything, from a fresh clone. Installs what is missing, then runs every check and every test.
// Holds to old syntax up to the check of Node's version, like start.mjs.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./testing/run-all.mjs').then((module) => module.runAll());
