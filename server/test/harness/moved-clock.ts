import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDir } from './once-per-run.js';

/** The clock of a real Parley, in the hands of a test: it stands still where it is put. */
export class MovedClock {
  private readonly file = join(runDir(), `clock-${randomUUID()}`);

  /** @param nowMs where it stands at the start, milliseconds since the epoch */
  constructor(public nowMs: number) {
    this.set(nowMs);
  }

  /** What a Parley gets so that it goes by this clock. */
  get env(): Record<string, string> {
    const preload = fileURLToPath(new URL('./clock-preload.mjs', import.meta.url));
    return { NODE_OPTIONS: `--import=${preload}`, MOVED_CLOCK_FILE: this.file };
  }

  /** In one piece: whoever looks meanwhile sees the old time or the new one. */
  set(nowMs: number): void {
    this.nowMs = nowMs;
    writeFileSync(`${this.file}.new`, String(nowMs));
    renameSync(`${this.file}.new`, this.file);
  }
}
