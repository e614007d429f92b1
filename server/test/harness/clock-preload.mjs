// Loaded before a built Parley (`--import`): its clock shows what a file says, and stands still in between. Only the clock of the
// domains: sessions of the machine (timeouts, queues, mail servers) go by the machine's own time.
import { readFileSync } from 'node:fs';
import { SystemClock } from '../../dist/platform/clock/clock.js';

const file = process.env.MOVED_CLOCK_FILE;
SystemClock.prototype.nowMs = () => Number(readFileSync(file, 'utf8'));
