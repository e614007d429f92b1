import { createServer } from 'node:net';
import type { Env } from './platform/config/env.js';
import { StartupError } from './platform/errors/startup-error.js';

/** Why the port cannot be listened on, in one sentence; other errors as they are. */
export function portFault(cause: unknown, { port }: Pick<Env, 'port'>): unknown {
  const { code } = cause as { code?: string };
  if (code === 'EADDRINUSE') {
    return new StartupError(`Port ${port} is taken: stop what uses it, or choose another with PORT.`, {
      cause,
    });
  }
  if (code === 'EACCES') {
    return new StartupError(`Port ${port} may not be used by this user: choose one above 1023 with PORT.`, {
      cause,
    });
  }
  return cause;
}

/** Before work that would be in vain. @throws StartupError when the port cannot be listened on right now */
export function requirePort(env: Pick<Env, 'port' | 'host'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(portFault(error, env)));
    probe.listen(env.port, env.host, () => probe.close(() => resolve()));
  });
}
