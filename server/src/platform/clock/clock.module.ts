import { Global, Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { Clock, MovableClock, SystemClock } from './clock.js';

/** The machine's own clock; the demo's can be moved, and runs until it is. */
function clockFor(env: Env): Clock {
  if (!env.demo) return new SystemClock();
  const clock = new MovableClock();
  clock.run();
  return clock;
}

/** Gives everyone the `Clock`; tests override the provider with a `MovableClock`. */
@Global()
@Module({ providers: [{ provide: Clock, inject: [Env], useFactory: clockFor }], exports: [Clock] })
export class ClockModule {}
