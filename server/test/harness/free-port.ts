import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections and to "any port" (Linux from 32768, others from 49152),
 * so that none of those takes a port between the moment it was found free and the moment a program listens on it.
 */
const FIRST = 20_000;
const COUNT = 12_000;

/** Workers of one run, and runs side by side, begin at different places; each then goes on one by one. */
let next = Math.floor(Math.random() * COUNT);

/** A TCP port on 127.0.0.1 that nothing listens on at this moment, and that this process has not been given before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isFree(port)) return port;
  }
  throw new Error(`No port between ${FIRST} and ${FIRST + COUNT - 1} is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
