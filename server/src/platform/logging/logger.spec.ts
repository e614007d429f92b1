import { describe, expect, it } from '@jest/globals';
import { configureLogging, loggerFor } from './logger.js';

describe('loggerFor', () => {
  it('follows the configuration, also when it was made before', () => {
    const log = loggerFor('early');
    expect(log.isLevelEnabled('info')).toBe(false);
    configureLogging({ level: 'info', pretty: false, role: 'all' });
    try {
      expect(log.isLevelEnabled('info')).toBe(true);
      expect(log.isLevelEnabled('debug')).toBe(false);
      expect(log.bindings()).toMatchObject({ context: 'early', role: 'all' });
    } finally {
      configureLogging({ level: 'silent', pretty: false, role: 'all' });
    }
    expect(log.isLevelEnabled('fatal')).toBe(false);
  });
});
