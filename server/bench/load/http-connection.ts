import { connect, type Socket } from 'node:net';

export type Answered = (status: number, body: Buffer) => void;

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One HTTP/1.1 keep-alive connection, one request at a time, over a bare socket: the client costs next to nothing and
 * the same whoever answers. Understands answers with Content-Length, which is what both sides of a comparison send.
 */
export class HttpConnection {
  #answered: Answered | undefined;
  #failed: ((error: Error) => void) | undefined;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  /** Length of head and body together, once the head is here. */
  #expected = -1;
  #bodyStart = 0;
  #status = 0;

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('The server closed a connection under load.')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new HttpConnection(socket));
      });
    });
  }

  /** Sends a whole request; the callbacks are called once, one of them. */
  send(request: Buffer, answered: Answered, failed: (error: Error) => void): void {
    this.#answered = answered;
    this.#failed = failed;
    this.socket.write(request);
  }

  /** The same as a promise, for requests one after another. */
  exchange(request: Buffer): Promise<{ status: number; body: Buffer }> {
    return new Promise((resolve, reject) => {
      this.send(request, (status, body) => resolve({ status, body }), reject);
    });
  }

  close(): void {
    this.#failed = undefined;
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    if (this.#expected < 0) this.#readHead();
    if (this.#expected < 0 || this.#receivedBytes < this.#expected) return;
    const whole = this.#received.length === 1 ? chunk : Buffer.concat(this.#received);
    const body = whole.subarray(this.#bodyStart, this.#expected);
    const answered = this.#answered;
    this.#received = [];
    this.#receivedBytes = 0;
    this.#expected = -1;
    this.#answered = undefined;
    this.#failed = undefined;
    answered?.(this.#status, body);
  }

  #readHead(): void {
    const start = this.#received.length === 1 ? this.#received[0]! : Buffer.concat(this.#received);
    const end = start.indexOf(HEAD_END);
    if (end < 0) return;
    const head = start.toString('latin1', 0, end);
    const length = /\r\ncontent-length: ?(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#fail(new Error(`An answer without Content-Length: ${head.slice(0, 200)}`));
      return;
    }
    this.#status = Number(head.slice(9, 12));
    this.#bodyStart = end + HEAD_END.length;
    this.#expected = this.#bodyStart + Number(length);
  }

  #fail(error: Error): void {
    const failed = this.#failed;
    this.#failed = undefined;
    this.#answered = undefined;
    this.socket.destroy();
    failed?.(error);
  }
}
