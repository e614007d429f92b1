import type { AlertRow } from './alert.repository.js';
import type { AlertNews } from './alert-telling.service.js';

/**
 * The body of an alert's webhook, in the shape Standard Webhooks recommends. `value` and `threshold` are ms for
 * `longest_wait` and `over_target`, else conversations.
 * @param link where the board stands
 */
export const alertWebhook = (
  alert: AlertRow,
  { event, crossingId, value, at }: AlertNews,
  link: string,
): string =>
  JSON.stringify({
    type: event,
    timestamp: at.toISOString(),
    data: {
      alertId: alert.id,
      /** The same when it is raised and when it is cleared. */
      crossingId,
      brandId: alert.brandId,
      measure: alert.measure,
      threshold: alert.threshold,
      value,
      channel: alert.channelId === null ? null : { id: alert.channelId, name: alert.channelName },
      medium: alert.medium,
      url: link,
    },
  });
