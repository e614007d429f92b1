// npm run check: the quick part of npm test: format, lint, boundaries, types, units.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./testing/run-all.mjs').then((module) => module.runQuickPart());
