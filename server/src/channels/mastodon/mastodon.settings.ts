import { AppError } from '../../platform/errors/app-error.js';
import type { Settings } from '../core/connector.js';
import { readInstanceAddress } from './instance-address.js';

export interface InstanceSettings {
  /** Origin of the instance, without a slash at the end. */
  url: string;
  host: string;
  /** The account's name, where it was typed with the instance. */
  username: string | null;
  /** `token`: an access token made on the instance was pasted in. */
  login: 'oauth' | 'token';
}

/** @throws AppError invalid_request naming the field */
export function readInstance(settings: Settings): InstanceSettings {
  const { instance, login } = settings;
  const address = typeof instance === 'string' ? readInstanceAddress(instance) : null;
  if (address === null) {
    throw fieldError('instance', 'this is no address of an instance: it looks like mastodon.social');
  }
  return {
    url: address.url,
    host: address.host,
    username: address.username,
    login: login === 'token' ? 'token' : 'oauth',
  };
}

/** The token of the way in that was chosen: pasted, or granted by consent; null when there is none yet. */
export function tokenOf({ login }: InstanceSettings, { accessToken, grantedToken }: Settings): string | null {
  const token = login === 'token' ? accessToken : grantedToken;
  return typeof token === 'string' && token.trim() !== '' ? token.trim() : null;
}

export const fieldError = (field: string, message: string): AppError =>
  new AppError('invalid_request', 'The settings do not fit.', {
    issues: [{ path: ['settings', field], message }],
  });

/** A channel's account: ids are the instance's own, so its host stands behind them. */
export const accountName = (id: string, host: string): string => `${id}@${host}`;

export function readAccount(account: string): { id: string; host: string } {
  const at = account.indexOf('@');
  return at === -1 ? { id: account, host: '' } : { id: account.slice(0, at), host: account.slice(at + 1) };
}
