import { AppError } from '../../platform/errors/app-error.js';
import { ChannelError } from '../core/channel-error.js';
import type { Quota, Settings } from '../core/connector.js';
import { readInstance, tokenOf } from './mastodon.settings.js';
import type { Access } from './mastodon-api.client.js';

export interface AccountAccess extends Access {
  token: string;
  accountId: string;
  streamingUrl: string;
}

/** @throws ChannelError.authExpired when there is no token, or nobody knows where it is good */
export function accountOf(
  { settings, secrets }: { settings: Settings; secrets: Settings },
  quota?: (quota: Quota) => void,
): AccountAccess {
  const instance = instanceOf(settings);
  const token = tokenOf(instance, secrets);
  const { accountId, streamingUrl } = settings;
  if (token === null || typeof accountId !== 'string') {
    throw ChannelError.authExpired('Nobody has signed in on the instance.');
  }
  return {
    url: instance.url,
    token,
    accountId,
    streamingUrl: typeof streamingUrl === 'string' ? streamingUrl : instance.url,
    ...(quota === undefined ? {} : { quota }),
  };
}

function instanceOf(settings: Settings) {
  try {
    return readInstance(settings);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw ChannelError.authExpired('The channel does not name an instance.', error);
  }
}
