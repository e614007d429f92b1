import { AppError } from '../../platform/errors/app-error.js';
import { ChannelError } from '../core/channel-error.js';
import type { Settings } from '../core/connector.js';
import { type BotSettings, readBot } from './telegram.settings.js';

/** @throws ChannelError.authExpired when there is no token, or none that could be one */
export function botOf({ settings, secrets }: { settings: Settings; secrets: Settings }): BotSettings {
  try {
    return readBot(settings, secrets);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw ChannelError.authExpired('The channel has no token of a bot.', error);
  }
}
