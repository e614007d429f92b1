import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../test/harness/find-program.mjs';
import { felt, record } from '../browser/page-recorder.js';
import { type Latency, latencyOf, type RowResult } from '../figures.js';
import { fillMessages, PER_CONVERSATION } from '../fill-messages.js';
import type { Installation } from '../installation.js';
import { InventedWords } from '../invented-words.js';
import { apiMessage } from '../load/api-messages.js';
import { HttpConnection } from '../load/http-connection.js';
import { signedRequest } from '../load/signed-webhook.js';
import { measured, ms } from './measured.js';

export interface ConsoleSizes {
  conversations: number;
  /** Turns of the wheel, 800 px each. */
  wheel: number;
  /** Of each kind of act. */
  acts: number;
  burstSeconds: number;
}

const GOAL = { interaction: 100, shift: 0.02 };
/** The API reports nothing quicker: what is not reported took no longer. */
const QUICKEST = 16;
const BURST_PER_SECOND = 50;
const BURST = { name: 'burst', conversations: 40 };
const WORDS = 'Thank you for your patience, we are looking into it right now and will tell you.';

interface Step {
  interactions: Latency;
  longTasks: { count: number; max: number };
  frames: Latency;
  shift: number;
}

/**
 * An agent at a real browser, with a full brand behind it: walks through lists, opens, writes, closes; then the same while
 * messages pour in. Each interaction from the event to the next paint, as the browser itself measures it.
 */
export function consoleRow(installation: Installation, sizes: ConsoleSizes): Promise<RowResult> {
  return measured(async () => {
    await fillMessages(installation.database, new InventedWords(), sizes.conversations * PER_CONVERSATION);
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run'],
    });
    try {
      const agent = await Agent.at(browser, installation);
      const steps: Record<string, Step> = {
        load: await agent.step(0, () => agent.open('/inbox/ours')),
        scroll: await agent.step(0, () => agent.scroll(sizes.wheel)),
        open: await agent.step(sizes.acts, () => agent.click(sizes.acts)),
        next: await agent.step(sizes.acts, () => agent.press('j', sizes.acts)),
        views: await agent.step(sizes.acts, () => agent.views(sizes.acts)),
        write: await agent.step(WORDS.length, () => agent.write()),
        close: await agent.step(sizes.acts, () => agent.press('e', sizes.acts)),
      };
      const pour = await Pour.begin(installation);
      try {
        await agent.open('/inbox/ours');
        await agent.scroll(sizes.wheel);
        steps['burst: next'] = await agent.step(sizes.acts, () => agent.press('j', sizes.acts));
        steps['burst: write'] = await agent.step(WORDS.length, () => agent.write());
        steps['burst: idle'] = await agent.step(0, () => agent.rest(sizes.burstSeconds));
      } finally {
        await pour.end();
      }
      return asRow(sizes, steps, pour.sent);
    } finally {
      await browser.close();
    }
  });
}

function asRow(sizes: ConsoleSizes, steps: Record<string, Step>, sent: number): Omit<RowResult, 'load'> {
  const all = Object.entries(steps);
  const [slowest, { interactions }] = all.reduce((a, b) =>
    b[1].interactions.max > a[1].interactions.max ? b : a,
  );
  const shift = Math.max(...all.map(([, step]) => step.shift));
  const scroll = steps.scroll!;
  return {
    row: 'console',
    title: `console with ${sizes.conversations.toLocaleString('en')} conversations, in a browser`,
    goal: `interactions < ${GOAL.interaction} ms, CLS < ${GOAL.shift}`,
    met: interactions.max < GOAL.interaction && shift < GOAL.shift,
    floor: '–',
    product: `slowest: ${slowest}, p50 ${ms(interactions.p50)}, max ${ms(interactions.max)}; frames while scrolling p95 ${ms(scroll.frames.p95)}; CLS ${shift.toFixed(3)}`,
    ratio: null,
    figures: { conversations: sizes.conversations, sent, steps },
  };
}

class Agent {
  private constructor(private readonly page: Page) {}

  static async at(browser: Browser, { parley, owner }: Installation): Promise<Agent> {
    const context = await browser.newContext({
      baseURL: parley.baseUrl,
      viewport: { width: 1440, height: 900 },
    });
    await context.addCookies(
      [...owner.cookies].map(([name, value]) => ({ name, value, url: parley.baseUrl })),
    );
    const page = await context.newPage();
    await record(page);
    return new Agent(page);
  }

  /** @param acts how many interactions there are in it */
  async step(acts: number, work: () => Promise<void>): Promise<Step> {
    await felt(this.page).catch(() => undefined);
    await work();
    const { interactions, longTasks, frames, shift } = await felt(this.page);
    const unreported = Array.from({ length: Math.max(0, acts - interactions.length) }, () => QUICKEST);
    const all = [...interactions, ...unreported];
    return {
      interactions: latencyOf(all.length > 0 ? all : [0]),
      longTasks: { count: longTasks.length, max: Math.max(0, ...longTasks) },
      frames: latencyOf(frames),
      shift,
    };
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.page.locator('[data-row]').first().waitFor();
    await this.page.waitForTimeout(700);
  }

  async scroll(turns: number): Promise<void> {
    await this.page.locator('[data-row]').first().hover();
    for (let turn = 0; turn < turns; turn += 1) {
      await this.page.mouse.wheel(0, 800);
      await this.page.waitForTimeout(30);
    }
  }

  async click(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await this.page
        .locator('[data-row]')
        .nth(3 + (time % 8))
        .click();
      await this.page.waitForTimeout(250);
    }
  }

  async press(key: string, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await this.page.keyboard.press(key);
      await this.page.waitForTimeout(250);
    }
  }

  async views(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await this.page.keyboard.press('g');
      await this.page.keyboard.press('ctso'[time % 4] ?? 'o');
      await this.page.waitForTimeout(350);
    }
    await this.open('/inbox/ours');
    await this.scroll(20);
    await this.click(1);
  }

  async write(): Promise<void> {
    await this.page.keyboard.press('r');
    await this.page.keyboard.type(WORDS, { delay: 30 });
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.press('Escape');
    await this.page.evaluate('document.activeElement.blur()');
  }

  rest(seconds: number): Promise<void> {
    return this.page.waitForTimeout(seconds * 1_000);
  }
}

/** Messages that come in one after another by the clock, until it is ended. */
class Pour {
  sent = 0;
  #ended = false;
  #run: Promise<void>;

  private constructor(
    private readonly target: Awaited<ReturnType<Installation['apiChannel']>>['target'],
    private readonly connections: HttpConnection[],
  ) {
    this.#run = Promise.all(connections.map((connection, lane) => this.pour(connection, lane))).then(
      () => {},
    );
  }

  static async begin(installation: Installation): Promise<Pour> {
    const { target } = await installation.apiChannel();
    return new Pour(
      target,
      await Promise.all(Array.from({ length: 5 }, () => HttpConnection.open(target.port))),
    );
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#run;
    for (const connection of this.connections) connection.close();
  }

  private async pour(connection: HttpConnection, lane: number): Promise<void> {
    const lanes = this.connections.length;
    const start = performance.now();
    for (let number = lane; !this.#ended; number += lanes) {
      const wait = start + (number * 1_000) / BURST_PER_SECOND - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const { status } = await connection.exchange(
        signedRequest(this.target, `${BURST.name}-${number}`, apiMessage(BURST, number)),
      );
      if (status !== 200) throw new Error(`A message of the burst was answered with ${status}.`);
      this.sent += 1;
    }
  }
}
