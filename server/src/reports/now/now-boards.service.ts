import { Injectable } from '@nestjs/common';
import type { NowBoard } from '@parley/shared/now.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { OnlineMembers } from '../../realtime/online-members.service.js';
import { boardFor, type Visible } from './now-board.js';
import type { NowReading } from './now-reading.js';
import { NowReadings } from './now-readings.service.js';

/** Shown for a kind that this installation no longer has. */
const UNKNOWN_ICON = 'channel';

/** Boards for those who ask. */
@Injectable()
export class NowBoards {
  constructor(
    private readonly readings: NowReadings,
    private readonly access: ChannelAccess,
    private readonly connectors: ConnectorRegistry,
    private readonly online: OnlineMembers,
  ) {}

  async of(seat: CallerSeat): Promise<NowBoard> {
    const reading = await this.readings.latest(seat.brandId);
    // Asked last: what was hidden meanwhile is left out.
    return this.make(reading, await this.access.visibleChannelIds(seat));
  }

  make(reading: NowReading, visible: Visible): NowBoard {
    const online = this.online.count(reading.brandId);
    return boardFor(reading, { visible, online, iconOf: (kind) => this.iconOf(kind) });
  }

  private iconOf(kind: string): string {
    return (
      this.connectors.all().find(({ manifest }) => manifest.kind === kind)?.manifest.icon ?? UNKNOWN_ICON
    );
  }
}
