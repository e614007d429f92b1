import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TYPESCRIPT = fileURLToPath(new URL('../../scripts/lib/typescript.mjs', import.meta.url));

type Said<Result> = { ready?: true; result?: Result; error?: string };

/**
 * A part of the harness in a process of its own, which takes tasks and answers each. It ends with us: its channel
 * closes when we are gone.
 */
export class SideProcess<Task extends object, Result> {
  #settle: { resolve: (result: Result) => void; reject: (error: Error) => void } | undefined;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    child.on('message', ({ result, error }: Said<Result>) => {
      const settle = this.#settle;
      this.#settle = undefined;
      if (error !== undefined) settle?.reject(new Error(`${name}: ${error}`));
      else if (result !== undefined) settle?.resolve(result);
    });
    child.on('exit', () => this.#settle?.reject(new Error(`${name} ended in the middle of its task.`)));
  }

  /** @param file TypeScript file beside this one, which sends `{ready: true}` when it takes tasks */
  static start<Task extends object, Result>(file: string): Promise<SideProcess<Task, Result>> {
    const path = fileURLToPath(new URL(file, import.meta.url));
    const child = fork(path, [], {
      execArgv: ['--import', TYPESCRIPT, '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${file} ended before it was ready (${code}).`)));
      child.once('message', () => {
        child.removeAllListeners('exit');
        resolve(new SideProcess<Task, Result>(file, child));
      });
    });
  }

  ask(task: Task): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.child.send(task);
    });
  }

  async stop(): Promise<void> {
    this.#settle = undefined;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }
}
