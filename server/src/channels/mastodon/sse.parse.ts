import type { Frame } from './entities.js';

/** A stream that sends so much without an end to it sends no events. */
const LONGEST = 8 * 1024 * 1024;

/**
 * Server-sent events (WHATWG HTML, 9.2.6), whatever pieces they come in. The payload stays a string: it is the business of
 * whoever reads it, who knows how ids are kept exact.
 */
export class EventReader {
  private rest = '';
  private event = '';
  private data: string[] = [];
  private readonly decoder = new TextDecoder();

  /** @throws Error when what comes is no stream of events */
  read(chunk: Uint8Array): Frame[] {
    this.rest += this.decoder.decode(chunk, { stream: true });
    const lines = this.rest.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    const held = this.rest.length + this.data.reduce((sum, line) => sum + line.length, 0);
    if (held > LONGEST) throw new Error('An event of the stream has no end.');
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): Frame[] {
    if (line === '') return this.dispatch();
    // A comment keeps the line open.
    if (line.startsWith(':')) return [];
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.event = value;
    else if (name === 'data') this.data.push(value);
    return [];
  }

  private dispatch(): Frame[] {
    const { event, data } = this;
    this.event = '';
    this.data = [];
    return event === '' && data.length === 0 ? [] : [{ event: event || 'message', payload: data.join('\n') }];
  }
}
