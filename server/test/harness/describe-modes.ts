import { afterAll, describe } from '@jest/globals';
import { type Mode, Parley, type ParleyOptions } from './app.js';

export type Start = (options?: Omit<ParleyOptions, 'mode'>) => Promise<Parley>;

/**
 * The same flow in both modes. What `start` has started is removed after the last test.
 * While working on one mode, PARLEY_TEST_MODE=embedded or servers leaves the other out;
 * `npm test` always runs both.
 */
export function describeModes(name: string, define: (start: Start, mode: Mode) => void): void {
  const only = process.env.PARLEY_TEST_MODE;
  const modes = (['embedded', 'servers'] as const).filter((mode) => !only || mode === only);
  describe.each(modes)(`${name} (%s)`, (mode) => {
    const started: Parley[] = [];
    define(async (options) => {
      const parley = await Parley.start({ ...options, mode });
      started.push(parley);
      return parley;
    }, mode);
    afterAll(async () => {
      for (const parley of started.splice(0)) await parley.remove();
    });
  });
}
