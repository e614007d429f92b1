// Old syntax only, see start.mjs.
const NEEDED = [20, 19];

/** The sentence for a Node that is too old, or undefined. */
export function nodeFault(version) {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  if (parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1])) return undefined;
  return (
    'Parley needs Node ' +
    NEEDED.join('.') +
    ' or newer, and this is ' +
    version +
    ': install a newer one from https://nodejs.org.'
  );
}

/** Ends the process with one sentence when its Node is too old. */
export function requireNode() {
  const fault = nodeFault(process.version);
  if (fault === undefined) return;
  console.error(fault);
  process.exit(1);
}
