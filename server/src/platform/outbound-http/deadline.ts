/** The end of a whole exchange: its time is up, or the caller gave up; whatever comes first. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.#end('aborted');
  #cause: 'time' | 'aborted' | undefined;

  constructor(
    timeoutMs: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    this.#timer = setTimeout(() => this.#end('time'), timeoutMs);
    caller?.addEventListener('abort', this.#onAbort, { once: true });
    if (caller?.aborted) this.#end('aborted');
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it ended; undefined while there is time. */
  get cause(): 'time' | 'aborted' | undefined {
    return this.#cause;
  }

  /** The exchange is over: nothing fires any more. */
  clear(): void {
    clearTimeout(this.#timer);
    this.caller?.removeEventListener('abort', this.#onAbort);
  }

  #end(cause: 'time' | 'aborted'): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    this.clear();
    this.#controller.abort();
  }
}
