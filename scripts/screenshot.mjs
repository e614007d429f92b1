// npm run screenshot: takes the README's picture of the console from the demo, into docs/screenshot.png.
// With PARLEY_URL it looks at a demo that runs already; else it fills one in a folder of its own, which takes a minute.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/screenshot.mjs').then((module) => module.screenshot());
