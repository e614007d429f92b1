import { connect } from 'node:net';
import { Child } from './child.js';
import { findProgram } from './find-program.mjs';
import { freePort } from './free-port.js';
import { removeDir, tempDir } from './temp-dir.js';

/** When Redis brings its file to disk. */
export type AppendFsync = 'always' | 'everysec';

/** A real Redis with an append-only file, on a free port that it keeps over restarts. */
export class Redis {
  #child: Child | undefined;

  private constructor(
    readonly port: number,
    readonly dir: string,
    private readonly appendfsync: AppendFsync,
  ) {}

  /** @param options.appendfsync `always` by default: what was acknowledged is in the file */
  static async start({ appendfsync = 'always' }: { appendfsync?: AppendFsync } = {}): Promise<Redis> {
    const redis = new Redis(await freePort(), await tempDir('redis'), appendfsync);
    await redis.resume();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again on the same port with what its file holds. */
  async resume(): Promise<void> {
    if (this.#child && !this.#child.ended) return;
    this.#child = Child.start({
      name: 'redis-server',
      command: findProgram('redis-server'),
      args: [
        ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.dir, '--save', ''],
        ...['--appendonly', 'yes', '--appendfsync', this.appendfsync, '--maxmemory-policy', 'noeviction'],
      ],
    });
    await this.#child.ready(() => pings(this.port));
  }

  async stop(): Promise<void> {
    await this.#child?.stop('SIGTERM');
  }

  /** SIGKILL: what was acknowledged is in the file, everything else is gone. */
  async kill(): Promise<void> {
    await this.#child?.stop('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.kill();
    await removeDir(this.dir);
  }
}

/** True once the server answers PING, which it does not while it loads its file. */
function pings(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => done(data.toString('latin1').startsWith('+PONG')));
  });
}
