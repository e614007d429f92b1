import type { Medium } from '@parley/shared/brands.js';
import type { Settings } from '../../channels/core/connector.js';
import type { InboundEvent } from '../../channels/core/inbound-event.js';

/** What the intake needs to know about the channel an event came in on. */
export interface IntakeChannel {
  id: string;
  brandId: string;
  kind: string;
  account: string;
  settings: Settings;
  settleMs: Partial<Record<Medium, number>>;
  /** What is older is history. */
  connectedAt: Date;
}

export interface Intake<E extends InboundEvent = InboundEvent> {
  event: E;
  /** Id of the `inbound_event` row. */
  eventId: string;
  channel: IntakeChannel;
  receivedAt: Date;
}
