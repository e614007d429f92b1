import type { Connector, Settings } from '../../channels/core/connector.js';
import type { MemberKey } from '../sample-brand.js';

/** What the platform tells at one moment: as its poller hands it over, or its webhook brings it, in the kind's own bytes. */
export interface SampleDelivery {
  /** How long before the demo is opened, ms. */
  agoMs: number;
  /** @param at that moment, for the times within */
  body(at: Date): unknown;
  meta?: Record<string, unknown>;
  /** Somebody of us answers what this delivery said. */
  answer?: {
    afterMs: number;
    by: MemberKey;
    text: string;
    /** The external id of the message that is answered. */
    to: string;
    visibility?: 'public' | 'private';
    closeAfter?: boolean;
  };
}

/**
 * A platform the sample brand is on. Its payloads are made by the demo and read by the kind's own `parse`; what would call the
 * platform is replaced, so that nothing leaves this machine.
 */
export interface SamplePlatform {
  readonly kind: string;
  /** Of the channel. */
  readonly name: string;
  readonly settings: Settings;
  /** In the place of what would call the platform: `connects`, `sends`, `moderates` … `polls` is the feed's. */
  parts(own: Connector): Partial<Connector>;
  /** In any order. */
  readonly deliveries: readonly SampleDelivery[];
}
