// The order of test files. What is known to take long begins first, so that no lane ends with it alone; Jest itself
// knows times only where it has run before, and goes by the size of files elsewhere.
import Sequencer from '@jest/test-sequencer';

const LONG = [
  /\/ingest-crash\.flow\./,
  /\/send-gate\.flow\./,
  /\/main-job\.e2e\./,
  /\/email\.flow\./,
  /\/a11y\.e2e\./,
  /\/states\.e2e\./,
  /\/livechat\.flow\./,
  /\/live-chat\.e2e\./,
  /\/access\.flow\./,
  /\/access\.spec\./,
  /\/embedded-postgres\.spec\./,
  /\/backup\.spec\./,
];
const place = ({ path }) => {
  const found = LONG.findIndex((pattern) => pattern.test(path.replaceAll('\\', '/')));
  return found === -1 ? LONG.length : found;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
