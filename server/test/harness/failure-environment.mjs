// Jest's environment for flows and browser tests: when a test fails, those who asked are told, so that logs and
// pictures of that moment can be kept.
import NodeEnvironment from 'jest-environment-node';

const { TestEnvironment } = NodeEnvironment;

export default class FailureEnvironment extends (TestEnvironment ?? NodeEnvironment) {
  async setup() {
    await super.setup();
    this.global.parleyFailureListeners = new Set();
  }

  async handleTestEvent(event) {
    if (event.name !== 'test_fn_failure' && event.name !== 'hook_failure') return;
    const title = event.test ? nameOf(event.test) : `${event.hook.type} hook`;
    for (const listener of this.global.parleyFailureListeners) {
      await Promise.resolve(listener(title)).catch((error) => console.error(error));
    }
  }
}

function nameOf(test) {
  const names = [];
  for (let block = test; block && block.name !== 'ROOT_DESCRIBE_BLOCK'; block = block.parent)
    names.unshift(block.name);
  return names.join(' › ');
}
