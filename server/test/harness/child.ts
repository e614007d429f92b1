import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** A process group of its own: signals then reach the program's own children too. */
  group?: boolean;
}

/** The most recent output kept of a child, in characters. */
const OUTPUT_LIMIT = 400_000;

/** Children still alive; ended when the test process ends, so that nothing is left behind. */
const alive = new Set<Child>();
process.on('exit', () => {
  for (const child of alive) child.signal('SIGKILL');
});

/** A real program started for a test: its output is kept, and its end is awaited. */
export class Child {
  readonly name: string;
  readonly process: ChildProcess;
  #output = '';
  #ended = false;
  readonly #group: boolean;
  readonly #end: Promise<void>;

  private constructor(options: ChildOptions) {
    this.name = options.name;
    this.#group = options.group ?? false;
    this.process = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      uid: options.uid,
      gid: options.gid,
      detached: this.#group,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    alive.add(this);
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-OUTPUT_LIMIT);
    };
    this.process.stdout?.on('data', keep);
    this.process.stderr?.on('data', keep);
    this.#end = new Promise((resolve) => {
      const ended = () => {
        this.#ended = true;
        alive.delete(this);
        resolve();
      };
      this.process.once('exit', ended);
      this.process.once('error', (error) => {
        this.#output += `\n${error.message}`;
        ended();
      });
    });
  }

  static start(options: ChildOptions): Child {
    return new Child(options);
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error(`${this.name} did not start: ${this.#output}`);
    return this.process.pid;
  }

  /** Standard output and error so far, mixed, the last 400,000 characters. */
  get output(): string {
    return this.#output;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get exitCode(): number | null {
    return this.process.exitCode;
  }

  /**
   * Waits until `probe` is true. An end of the program before that is an error with
   * its output, and so is silence for longer than `timeoutMs` (default 180,000).
   */
  async ready(probe: () => Promise<boolean> | boolean, timeoutMs = 180_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      if (this.#ended) {
        throw new Error(`${this.name} ended before it was ready (${this.#how()}):\n${this.#output}`);
      }
      if (await Promise.resolve(probe()).catch(() => false)) return;
      if (Date.now() > deadline) {
        await this.stop('SIGKILL');
        throw new Error(`${this.name} was not ready after ${timeoutMs} ms:\n${this.#output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Sends the signal, to the whole group where there is one; an ended program is left alone. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.process;
    if (this.#ended || pid === undefined) return;
    if (!this.#group) {
      this.process.kill(signal);
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /**
   * Sends the signal and waits for the end. After `graceMs` (default 20,000) without
   * an end it is killed and an error says so.
   */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceMs = 20_000): Promise<void> {
    if (this.#ended) return;
    this.signal(signal);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), graceMs);
    });
    const outcome = await Promise.race([this.#end, late]);
    clearTimeout(timer);
    if (outcome === 'late') {
      this.signal('SIGKILL');
      await this.#end;
      throw new Error(`${this.name} ignored ${signal} for ${graceMs} ms:\n${this.#output}`);
    }
  }

  /** Resolves when the program has ended by itself. */
  async end(): Promise<number | null> {
    await this.#end;
    return this.process.exitCode;
  }

  #how(): string {
    const { exitCode, signalCode } = this.process;
    return signalCode ? `signal ${signalCode}` : `exit code ${exitCode ?? 'none'}`;
  }
}

/** Runs a program to its end and returns its output; a non-zero exit is an error with that output. */
export async function runToEnd(options: ChildOptions): Promise<string> {
  const child = Child.start(options);
  const code = await child.end();
  if (!child.process.stdout?.readableEnded) {
    await Promise.race([once(child.process, 'close'), new Promise((resolve) => setTimeout(resolve, 500))]);
  }
  if (code !== 0) throw new Error(`${options.name} failed with exit code ${code}:\n${child.output}`);
  return child.output;
}
