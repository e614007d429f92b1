/**
 * What `npm start` and `npm run demo` were called with. `--conversations` belongs to the demo alone; its number is
 * checked where settings are.
 */
export function readStartArguments(args) {
  const demo = args.includes('--demo');
  let conversations;
  let unknown;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === '--demo') continue;
    const [, joined] = /^--conversations=(.*)$/.exec(arg) ?? [];
    if (demo && joined !== undefined) conversations = joined;
    else if (demo && arg === '--conversations') {
      index += 1;
      conversations = args[index] ?? '';
    } else unknown ??= arg;
  }
  return { demo, conversations, unknown };
}
