import { defineEvent } from '../platform/events/events.js';

/** Name, status, settings, who may see it: what the console shows of a channel. */
export const CHANNEL_CHANGED = defineEvent<{ brandId: string; channelId: string }>('channel.changed');

/** A channel that was not there before; events that wait for its account can be routed now. */
export const CHANNEL_CONNECTED = defineEvent<{
  brandId: string;
  channelId: string;
  kind: string;
  account: string;
}>('channel.connected');

export const CHANNEL_REMOVED = defineEvent<{ brandId: string; channelId: string }>('channel.removed');

/** Who may see the channel is different now: live rooms are checked again. */
export const CHANNEL_VISIBILITY_CHANGED = defineEvent<{ brandId: string; channelId: string }>(
  'channel.visibility_changed',
);

/** Its endpoint has a new secret; the one before it is good for another day, older ones are not. */
export const CHANNEL_SECRET_ROTATED = defineEvent<{ brandId: string; channelId: string }>(
  'channel.secret_rotated',
);

/** It stopped working as it should; `code` is stable, `message` plain words for the owners. */
export const CHANNEL_DEGRADED = defineEvent<{
  brandId: string;
  channelId: string;
  code: string;
  message: string;
}>('channel.degraded');

/** What waits to be sent here may leave again. */
export const CHANNEL_SENDING_RESUMED = defineEvent<{ brandId: string; channelId: string }>(
  'channel.sending_resumed',
);

/** "Send again" brought a webhook through after all; `messageId` names the reply it carried. */
export const WEBHOOK_REDELIVERED = defineEvent<{
  brandId: string;
  channelId: string;
  messageId: string;
  externalId: string | null;
  at: Date;
}>('webhook.redelivered');
