import { Injectable } from '@nestjs/common';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import { Attendance } from '../channels/core/shared-threads.js';
import { loggerFor } from '../platform/logging/logger.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms, scopeOf } from './rooms.js';

const log = loggerFor('realtime');

const REMEMBERED_MS = 10_000;
const REMEMBERED = 1_000;

/** Whether a console is open that may see a channel; asked of all processes. */
@Injectable()
export class AttendanceService extends Attendance {
  private readonly known = new Map<string, { at: number; answer: Promise<boolean> }>();

  constructor(
    private readonly server: RealtimeServer,
    private readonly directory: ChannelDirectory,
  ) {
    super();
  }

  async isAnyoneAt({ id, brandId }: { id: string; brandId: string }): Promise<boolean> {
    const channel = await this.directory.recall(id);
    if (channel === undefined) return false;
    const room = rooms.scope(brandId, scopeOf(channel));
    if (this.server.io.of('/').adapter.rooms.has(room)) return true;
    if (!this.server.clustered) return false;
    const known = this.known.get(room);
    const now = performance.now();
    if (known !== undefined && now - known.at < REMEMBERED_MS) return known.answer;
    const answer = this.ask(room);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(room, { at: now, answer });
    return answer;
  }

  private async ask(room: string): Promise<boolean> {
    try {
      return (await this.server.io.in(room).fetchSockets()).length > 0;
    } catch (error) {
      // A process that ends just now does not answer: nobody is promised anything then.
      log.warn({ err: error }, 'not every process said who is there');
      return false;
    }
  }
}
