import { AppError } from '../../platform/errors/app-error.js';
import type { Settings } from '../core/connector.js';

export const DEFAULT_API_URL = 'https://api.telegram.org';

/** `auto`: a webhook where this installation has an address Telegram can reach, else long polling. */
export type DeliveryWay = 'auto' | 'webhook' | 'polling';

export interface BotSettings {
  token: string;
  /** The bot's id, which its token begins with. */
  id: string;
  /** Without a slash at the end; another one for a Bot API server of one's own. */
  apiUrl: string;
  delivery: DeliveryWay;
}

/** What BotFather gives out: the bot's id, and a secret. */
const TOKEN = /^(\d{1,16}):[A-Za-z0-9_-]{20,}$/;

/** @throws AppError invalid_request */
export function readBot(settings: Settings, secrets: Settings): BotSettings {
  const token = typeof secrets.token === 'string' ? secrets.token.trim() : '';
  const id = TOKEN.exec(token)?.[1];
  if (id === undefined) {
    throw tokenRefused('this is no token of a bot: it looks like 123456789:AAE… and comes from @BotFather');
  }
  const { apiUrl, delivery } = settings;
  return {
    token,
    id: BigInt(id).toString(),
    apiUrl: (typeof apiUrl === 'string' && apiUrl !== '' ? apiUrl : DEFAULT_API_URL).replace(/\/+$/, ''),
    delivery: delivery === 'webhook' || delivery === 'polling' ? delivery : 'auto',
  };
}

export const tokenRefused = (message: string): AppError =>
  new AppError('invalid_request', 'The settings do not fit.', {
    issues: [{ path: ['settings', 'token'], message }],
  });
