import path from 'node:path';
import { root } from './steps.mjs';

/** Prints what took how long, what failed, and last `N passed, N failed`; sets the exit code. */
export function close(results, started) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${'─'.repeat(60)}`);
  for (const { name, passed, failed, seconds } of results) {
    const time = `${seconds.toFixed(1)} s`.padStart(8);
    console.log(`${failed ? '✗' : '✓'} ${time}  ${name}: ${passed} passed, ${failed} failed`);
  }
  for (const file of results.flatMap(({ unsteady = [] }) => unsteady))
    console.log(
      `! ${path.relative(root, file)} failed, and passed only alone: a fault to be mended, see above`,
    );
  console.log(`in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
