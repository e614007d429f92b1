import type { VisitorSays } from '@parley/shared/livechat.js';
import { newId } from '../lib/new-id.js';
import { Refused } from './backend.js';
import type { Memory } from './memory.js';

/** Something the visitor has said that is not yet seen in the conversation. */
export interface Outgoing {
  clientId: string;
  text: string;
  files: { uploadId: string; name: string; type: string; size: number }[];
  page: VisitorSays['page'];
  language: string;
  /** When it was said; its place in the row. */
  at: number;
  /** `accepted`: on the server's disk; it stays until it is seen in the conversation. */
  state: 'waiting' | 'accepted' | 'refused';
  /** Why it was refused. */
  code?: string;
}

const NAME = 'out.';
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
/** What was accepted shows up within moments; after a day it is elsewhere, or erased. */
const FORGET_MS = 86_400_000;

/**
 * What was said and has not arrived: kept in the browser's memory, sent one after the other in the order it was said.
 * Each has an id of its own, so that a repeated request is the same message. Of several tabs one sends at a time.
 */
export class Outbox {
  entries: Outgoing[] = [];
  #last = 0;
  #failures = 0;
  #timer = 0;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  readonly #forget: () => void;

  constructor(
    readonly memory: Memory,
    /** Resolves once it is on the server's disk; throws `Refused`. */
    readonly say: (says: VisitorSays) => Promise<unknown>,
    readonly changed: (entries: Outgoing[]) => void,
  ) {
    this.#read();
    this.#forget = memory.onChange((name) => {
      if (name === '' || name.startsWith(NAME)) this.#read();
    });
  }

  add(said: Pick<Outgoing, 'text' | 'files' | 'page' | 'language'>): void {
    this.#last = Math.max(Date.now(), this.#last + 1);
    const entry: Outgoing = { ...said, clientId: newId(), at: this.#last, state: 'waiting' };
    this.#write(entry);
    this.flush();
  }

  /** Sends a refused one again, in its old place. */
  retry(clientId: string): void {
    const { code: _, ...entry } = this.entries.find((one) => one.clientId === clientId) ?? {};
    if ('at' in entry) this.#write({ ...entry, state: 'waiting' } as Outgoing);
    this.flush();
  }

  remove(clientId: string): void {
    for (const entry of this.entries) if (entry.clientId === clientId) this.memory.remove(nameOf(entry));
    this.#read();
  }

  /** These stand in the conversation now. */
  arrived(clientIds: Iterable<string>): void {
    const found = new Set(clientIds);
    const gone = this.entries.filter((entry) => found.has(entry.clientId));
    if (gone.length === 0) return;
    for (const entry of gone) this.memory.remove(nameOf(entry));
    this.#read();
  }

  /** Sends what waits, now. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    if (!this.entries.some((entry) => entry.state === 'waiting')) return;
    this.#running = this.#alone(() => this.#send()).then(() => {
      this.#running = null;
      if (!this.#again) return;
      this.#again = false;
      this.flush();
    });
  }

  /** Sends nothing more; resolves when what is on its way has come to an end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#forget();
    await this.#running;
  }

  async #send(): Promise<void> {
    for (;;) {
      // Another tab may have sent it while this one waited for its turn.
      this.#read();
      const entry = this.entries.find((one) => one.state === 'waiting');
      if (!entry || this.#stopped) return;
      try {
        await this.say({
          clientId: entry.clientId,
          text: entry.text,
          uploadIds: entry.files.map((file) => file.uploadId),
          page: entry.page,
          language: entry.language,
        });
        this.#failures = 0;
        // Unless it has been seen in the conversation meanwhile.
        if (this.#knows(entry)) this.#write({ ...entry, state: 'accepted' });
      } catch (error) {
        const refused = error instanceof Refused ? error : new Refused('internal');
        if (refused.temporary) {
          this.#later(refused.retryAfterMs);
          return;
        }
        if (this.#knows(entry)) this.#write({ ...entry, state: 'refused', code: refused.code });
      }
    }
  }

  #later(retryAfterMs: number | null): void {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    if (!this.#stopped)
      this.#timer = setTimeout(() => this.flush(), retryAfterMs ?? wait) as unknown as number;
  }

  /** Without locks (pages not on https) two tabs may send the same at once: the server knows it by its id. */
  async #alone(work: () => Promise<void>): Promise<void> {
    const { locks } = navigator;
    if (!locks) return work();
    try {
      await locks.request(`${this.memory.prefix}${NAME}`, work);
    } catch (error) {
      // Frames without an origin have the door but may not open it.
      if (error instanceof DOMException) await work();
      else throw error;
    }
  }

  #knows = (entry: Outgoing) => this.memory.read(nameOf(entry)) !== null;

  #write(entry: Outgoing): void {
    this.memory.write(nameOf(entry), entry);
    this.#read();
  }

  #read(): void {
    this.entries = [];
    for (const name of this.memory.names(NAME)) {
      const entry = this.memory.read<Outgoing>(name);
      if (entry?.state === 'accepted' && Date.now() - entry.at > FORGET_MS) this.memory.remove(name);
      else if (entry) this.entries.push(entry);
    }
    for (const entry of this.entries) this.#last = Math.max(this.#last, entry.at);
    if (!this.#stopped) this.changed(this.entries);
  }
}

/** Names sort as the messages were said. */
const nameOf = ({ at, clientId }: Outgoing) => `${NAME}${at.toString().padStart(15, '0')}.${clientId}`;
