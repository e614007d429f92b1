import type { VisitorPush, VisitorSignal } from '@parley/shared/livechat.js';
import type { Live, LiveListener } from './backend.js';
import { fromJson, toJson } from './natives.js';

const NAMESPACE = '/visitors';
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * One line to the server: Socket.IO's protocol 5 on Engine.IO's protocol 4, over a WebSocket and nothing else. The
 * library would be two fifths of all the widget may weigh, for transports and encodings that are not used here.
 *
 * Frames, as text: `0{…}` the server opens · `2`/`3` its ping, our pong · `40<namespace>,{…}` we join with our
 * credentials, and its yes · `44<namespace>,{…}` its no · `41<namespace>,` it parts from us ·
 * `42<namespace>,<id>["event",{…}]` an event, with an id where an answer is wanted (`43…`).
 */
export class SocketLine implements Live {
  #socket: WebSocket | null = null;
  #joined = false;
  #closed = false;
  #failures = 0;
  /** When the server must have been heard again, at the latest. */
  #deadline = 0;
  #silenceMs = 45_000;
  #timer = 0;

  constructor(
    readonly url: string,
    readonly credentials: { endpointId: string; token: string },
    readonly listener: LiveListener,
  ) {
    this.#connect();
  }

  send(signal: VisitorSignal): boolean {
    if (!this.#joined || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(`42${NAMESPACE},${toJson([signal.type, signal])}`);
    return true;
  }

  wake(): void {
    if (this.#closed) return;
    if (this.#socket && Date.now() > this.#deadline) this.#drop();
    if (this.#socket) return;
    this.#failures = 0;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#drop();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    let socket: WebSocket;
    try {
      socket = new WebSocket(`${this.url}?EIO=4&transport=websocket`);
    } catch {
      // The page's policy does not name the server.
      this.#again();
      return;
    }
    this.#socket = socket;
    this.#listen();
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket && typeof data === 'string') this.#frame(socket, data);
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.#again();
    };
  }

  #frame(socket: WebSocket, frame: string): void {
    this.#listen();
    const start = `4${frame[1]}${NAMESPACE},`;
    if (frame[0] === '0') {
      const { pingInterval, pingTimeout } = fromJson<{ pingInterval: number; pingTimeout: number }>(
        frame.slice(1),
      );
      this.#silenceMs = pingInterval + pingTimeout;
      this.#listen();
      socket.send(`40${NAMESPACE},${toJson(this.credentials)}`);
    } else if (frame === '2') socket.send('3');
    else if (!frame.startsWith(start)) return;
    else if (frame[1] === '0') {
      this.#joined = true;
      this.#failures = 0;
      this.listener.opened();
    } else if (frame[1] === '2') {
      const [, push] = fromJson<[string, VisitorPush]>(frame.slice(start.length).replace(/^\d+/, ''));
      this.listener.pushed(push);
    } else if (frame[1] === '4') {
      const { message, data } = fromJson<{ message: string; data?: { code?: string } }>(
        frame.slice(start.length),
      );
      this.#drop();
      this.listener.refused(data?.code ?? message);
    } else if (frame[1] === '1') {
      this.#drop();
      this.#again();
    }
  }

  /** The server is heard; when it falls silent for too long, the line is as good as cut. */
  #listen(): void {
    this.#deadline = Date.now() + this.#silenceMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), this.#silenceMs + 100) as unknown as number;
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    clearTimeout(this.#timer);
    if (socket) {
      socket.onclose = null;
      socket.close();
    }
    if (!this.#joined) return;
    this.#joined = false;
    this.listener.lost();
  }

  /** Tries again later, each time after a longer wait, and not all browsers at the same moment. */
  #again(): void {
    if (this.#closed) return;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), wait) as unknown as number;
  }
}
