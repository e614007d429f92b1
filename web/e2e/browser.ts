import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { findChromium } from '../../server/test/harness/find-program.mjs';
import { onTestFailure } from '../../server/test/harness/on-test-failure.js';
import { watchRequests } from './settle.js';

const RESULTS = fileURLToPath(new URL('../../test-results/', import.meta.url));

/** `PARLEY_SLOW_BROWSER=8`: pages run as on a machine eight times slower, which brings to light what a test forgot to wait for. */
const SLOWED_BY = Number(process.env.PARLEY_SLOW_BROWSER ?? 1);

export interface VisitOptions
  extends Pick<
    BrowserContextOptions,
    'viewport' | 'colorScheme' | 'reducedMotion' | 'hasTouch' | 'isMobile' | 'forcedColors'
  > {
  /** Language of the browser, default `en-GB`. */
  locale?: string;
  /** Takes over the session of this client, so that nobody has to type a password. */
  as?: ApiClient;
}

/** One person at a browser: a context of their own, its page, and what went wrong in it. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Uncaught exceptions and console errors, in order. */
  faults: string[];
  /** Addresses outside the server the page asked for; a console that keeps to itself has none. */
  outside: string[];
}

/** A real Chromium. When a test fails, a picture of every open page is put into test-results/. */
export class RealBrowser {
  readonly #visitors = new Set<Visitor>();
  readonly #forgetFailures: () => void;

  private constructor(readonly browser: Browser) {
    this.#forgetFailures = onTestFailure((title) => this.#picture(title));
  }

  static async start(): Promise<RealBrowser> {
    return new RealBrowser(
      await chromium.launch({
        executablePath: findChromium(),
        args: [
          '--no-sandbox',
          '--disable-dev-shm-usage',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--no-first-run',
        ],
      }),
    );
  }

  /** Opens a page for a new visitor. Waiting for anything ends after 45 s. */
  async visit(baseUrl: string, options: VisitOptions = {}): Promise<Visitor> {
    const { as, locale = 'en-GB', ...rest } = options;
    const context = await this.browser.newContext({ baseURL: baseUrl, locale, ...rest });
    context.setDefaultTimeout(45_000);
    if (as) {
      await context.addCookies([...as.cookies].map(([name, value]) => ({ name, value, url: baseUrl })));
    }
    const page = await context.newPage();
    if (SLOWED_BY > 1) {
      const devTools = await context.newCDPSession(page);
      await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWED_BY });
    }
    const visitor: Visitor = { page, context, faults: [], outside: [] };
    page.on('pageerror', (error) => visitor.faults.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') visitor.faults.push(message.text());
    });
    context.on('request', (request) => {
      const url = request.url();
      if (/^(?:https?|wss?):/.test(url) && new URL(url).host !== new URL(baseUrl).host)
        visitor.outside.push(url);
    });
    watchRequests(page);
    this.#visitors.add(visitor);
    context.once('close', () => this.#visitors.delete(visitor));
    return visitor;
  }

  async stop(): Promise<void> {
    this.#forgetFailures();
    await this.browser.close();
  }

  async #picture(title: string): Promise<void> {
    await mkdir(RESULTS, { recursive: true });
    let index = 0;
    for (const { page, faults } of this.#visitors) {
      index += 1;
      const name = `${title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100)}-${index}.png`;
      await page.screenshot({ path: join(RESULTS, name) });
      console.error(`At ${page.url()}, seen in test-results/${name}\n${faults.join('\n')}`);
    }
  }
}
