import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root, sayAndExit } from './prepare.mjs';

const FILE = path.join(root, 'docs/screenshot.png');
const SIZE = { width: 1440, height: 900 };
const LARGEST_BYTES = 400_000;
/** On a busy machine the demo takes its time to be filled. */
const PATIENCE_MS = 10 * 60_000;

export async function screenshot() {
  await prepare();
  const { provideSystemTools, PICTURE_TOOLS } = await import('../testing/system-tools.mjs');
  const fault = provideSystemTools(PICTURE_TOOLS, 'The picture');
  if (fault !== undefined) sayAndExit(fault);
  const { findChromium } = await import(
    pathToFileURL(path.join(root, 'server/test/harness/find-program.mjs')).href
  );
  const executablePath = findChromium();
  const { chromium } = await import('playwright-core');
  const demo = process.env.PARLEY_URL
    ? { url: process.env.PARLEY_URL, stop: async () => {} }
    : await startDemo();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run'] });
  try {
    await take(browser, demo.url);
    const { size } = await stat(FILE);
    if (size > LARGEST_BYTES) sayAndExit(`${FILE} has ${size} bytes, more than the README should load.`);
    console.log(`Took ${path.relative(root, FILE)} (${Math.round(size / 1024)} kB)`);
  } finally {
    await browser.close();
    await demo.stop();
  }
}

async function take(browser, url) {
  const { sampleBrand, sampleMembers } = await import(
    pathToFileURL(path.join(root, 'server/dist/demo/sample-brand.js')).href
  );
  const context = await browser.newContext({
    baseURL: url,
    viewport: SIZE,
    locale: 'en-GB',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    timezoneId: sampleBrand.timezone,
  });
  const signIn = { email: sampleMembers[0].email, password: sampleBrand.password };
  const origin = new URL(url).origin;
  const session = await context.request.post('/api/v1/session', { data: signIn, headers: { origin } });
  if (!session.ok()) sayAndExit(`The demo at ${url} lets nobody in: ${session.status()}.`);
  const { items } = await (await context.request.get('/api/v1/conversations?view=ours&limit=100')).json();
  const shown = mostTelling(items);
  if (shown === undefined) sayAndExit('There is nothing in the queue to be shown.');
  const page = await context.newPage();
  await page.goto(`/inbox/ours/${shown.id}`);
  await page.getByText(shown.person.name).first().waitFor();
  await page.waitForLoadState('networkidle').catch(() => {});
  // Frames of mails find their height, faces and fonts appear.
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: FILE, animations: 'disabled' });
  await context.close();
}

/** Of those at the top of the queue, so that it shows from its beginning: the one with most to read. */
function mostTelling(rows) {
  const score = ({ messageCount, medium }) => Math.min(messageCount, 4) + (medium === 'email' ? 2 : 0);
  return rows.slice(0, 7).sort((one, other) => score(other) - score(one))[0];
}

async function startDemo() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'parley-screenshot-'));
  // When root runs this, PostgreSQL runs as somebody else, who has to get in.
  await chmod(dataDir, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs'), '--demo'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      PARLEY_HOST: '127.0.0.1',
      PARLEY_PUBLIC_URL: url,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_LOG_LEVEL: 'warn',
      // Nothing moves while the picture is taken.
      PARLEY_DEMO_PAUSE_SECONDS: '86400',
    },
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { url, stop };
    if (child.exitCode !== null) sayAndExit('The demo ended before it was ready.');
    if (Date.now() > deadline) {
      await stop();
      sayAndExit('The demo was not ready in time.');
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
