// The order of test files. What is known to take long begins first, so that no lane ends with it alone; Jest itself
// knows times only where it has run before, and goes by the size of files elsewhere.
import Sequencer from '@jest/test-sequencer';

const LONG = [
  /\/ingest-crash\.flow\./,
  /\/a11y\.e2e\./,
  /\/send-gate\.flow\./,
  /\/states\.e2e\./,
  /\/bench\.flow\./,
  /\/access\.flow\./,
  /\/livechat\.flow\./,
  /\/main-job\.e2e\./,
  /\/email\.flow\./,
  /\/storm\.e2e\./,
  /\/email-large-mailbox\.flow\./,
  /\/live-chat\.e2e\./,
];
/** Flows and browser tests take longer than units, and wait more: units come last, to fill all pauses left. */
const OUTSIDE = /\.(?:flow|e2e)\.spec\./;
const LONG_UNITS = [/\/access\.spec\./, /\/embedded-postgres\.spec\./, /\/backup\.spec\./];

const ORDER = [...LONG, OUTSIDE, ...LONG_UNITS];
const place = ({ path }) => {
  const found = ORDER.findIndex((pattern) => pattern.test(path.replaceAll('\\', '/')));
  return found === -1 ? ORDER.length : found;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
