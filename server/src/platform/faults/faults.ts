import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Env } from '../config/env.js';

/**
 * Lets a test end this process at an exact point of its work. Without `PARLEY_TEST_FAULTS` (a folder) every call does
 * nothing; with it, reaching a point for which the folder holds a file of that name removes the file and kills the
 * process as an operator's `kill -9` would.
 */
@Injectable()
export class Faults {
  constructor(private readonly env: Env) {}

  reach(point: string): void {
    const { testFaults } = this.env;
    if (testFaults === undefined) return;
    try {
      unlinkSync(join(testFaults, point));
    } catch {
      return;
    }
    process.kill(process.pid, 'SIGKILL');
    // The signal is on its way; nothing more may happen here.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}
