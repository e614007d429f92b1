import { z } from 'zod';
import type { ChannelCheck, Settings } from '../core/connector.js';
import { type Account, accountSchema } from './entities.js';
import { type Instance, instanceSchema } from './instance.js';
import { type InstanceSettings, tokenOf } from './mastodon.settings.js';
import { type Access, type MastodonApi, MastodonApiError } from './mastodon-api.client.js';
import { isGone, readErrorOf } from './refusal.js';
import { missingScopes, readScopes } from './scopes.js';

const TIMEOUT_MS = 12_000;

/**
 * What the instance says of itself.
 * @param username whose instance it is, where that was typed too
 * @throws MastodonApiError, OutboundError
 */
export async function lookAtInstance(
  api: MastodonApi,
  url: string,
  username: string | null,
): Promise<{ instance: Instance; url: string }> {
  try {
    return await askInstance(api, url);
  } catch (error) {
    if (username === null || !(error instanceof MastodonApiError)) throw error;
    const server = await serverOf(api, url, username);
    if (server === null || server === url) throw error;
    return askInstance(api, server);
  }
}

async function askInstance(api: MastodonApi, url: string): Promise<{ instance: Instance; url: string }> {
  const access: Access = { url, token: null };
  const ask = (path: string) => api.call(access, { path, timeoutMs: TIMEOUT_MS }, instanceSchema);
  let answer: Awaited<ReturnType<typeof ask>>;
  try {
    answer = await ask('/api/v2/instance');
  } catch (error) {
    // Before 4.0, and other software that speaks the same.
    if (!isGone(error)) throw error;
    answer = await ask('/api/v1/instance');
  }
  // Where names and server have hosts of their own, the one leads to the other.
  return { instance: answer.data, url: new URL(answer.url).origin };
}

const fingerSchema = z.object({
  links: z.array(z.object({ rel: z.string(), href: z.string().nullish() })).default([]),
});

/**
 * Where names and server have hosts of their own, the host of the name says where its account is (RFC 7033).
 * @returns null where it does not
 */
export async function serverOf(api: MastodonApi, url: string, username: string): Promise<string | null> {
  const who = encodeURIComponent(`acct:${username}@${new URL(url).host}`);
  const path = `/.well-known/webfinger?resource=${who}`;
  try {
    const { data } = await api.call({ url, token: null }, { path, timeoutMs: TIMEOUT_MS }, fingerSchema);
    const self = data.links.find(({ rel }) => rel === 'self')?.href ?? '';
    return /^https?:/i.test(self) && URL.canParse(self) ? new URL(self).origin : null;
  } catch (error) {
    if (error instanceof MastodonApiError) return null;
    throw error;
  }
}

/** Whose token it is. @throws MastodonApiError, OutboundError */
export async function whoseToken(api: MastodonApi, access: Access): Promise<Account> {
  const path = '/api/v1/accounts/verify_credentials';
  return (await api.call(access, { path, timeoutMs: TIMEOUT_MS }, accountSchema)).data;
}

/** What the token may not do of what we need; null where nobody says. */
export async function missingOf(
  api: MastodonApi,
  access: Access,
  secrets: Settings,
): Promise<string[] | null> {
  if (typeof secrets.grantedScope === 'string' && access.token === secrets.grantedToken) {
    return secrets.grantedScope === '' ? null : missingScopes(readScopes(secrets.grantedScope));
  }
  const path = '/api/v1/apps/verify_credentials';
  try {
    const { data } = await api.call(
      access,
      { path, timeoutMs: TIMEOUT_MS },
      z.object({ scopes: z.array(z.string()).nullish() }),
    );
    return data.scopes == null ? null : missingScopes(data.scopes);
  } catch (error) {
    if (error instanceof MastodonApiError) return null;
    throw error;
  }
}

/** Whether it is an instance, whose token that is, and what it may do. Changes nothing. */
export async function testAccount(
  api: MastodonApi,
  settings: InstanceSettings,
  secrets: Settings,
): Promise<ChannelCheck[]> {
  const found = await checked('Instance', async () => {
    const { instance, url } = await lookAtInstance(api, settings.url, settings.username);
    return { url, message: `${settings.host} runs version ${instance.version}.` };
  });
  if (found.value === null) return [found.check];
  const access: Access = { url: found.value.url, token: tokenOf(settings, secrets) };
  if (access.token === null) return [found.check, { name: 'Access', ok: false, ...NOT_YET }];
  const known = await checked('Access', async () => {
    const { acct } = await whoseToken(api, access);
    return { acct, message: `The access is that of @${acct}@${settings.host}.` };
  });
  if (known.value === null) return [found.check, known.check];
  return [found.check, known.check, await permissions(api, access, secrets)];
}

async function permissions(api: MastodonApi, access: Access, secrets: Settings): Promise<ChannelCheck> {
  const name = 'Permissions';
  const { value, check } = await checked(name, async () => ({
    missing: await missingOf(api, access, secrets),
    message: 'Everything Parley needs is allowed.',
  }));
  if (value === null) return check;
  if (value.missing === null) {
    return {
      name,
      ok: true,
      code: 'scopes_unknown',
      message: 'The instance does not say what the access covers.',
    };
  }
  if (value.missing.length === 0) return check;
  return {
    name,
    ok: false,
    code: 'missing_scopes',
    message: `The access does not cover ${value.missing.join(', ')}. Sign in again, or make a token that does.`,
  };
}

const NOT_YET = { code: 'no_consent', message: 'Nobody has signed in on the instance yet.' };

async function checked<T extends { message: string }>(
  name: string,
  work: () => Promise<T>,
): Promise<{ value: T | null; check: ChannelCheck }> {
  try {
    const value = await work();
    return { value, check: { name, ok: true, code: 'ok', message: value.message } };
  } catch (error) {
    const { code, message } = reasonOf(error);
    return { value: null, check: { name, ok: false, code, message } };
  }
}

/** What somebody who connects an account is told. */
export function reasonOf(error: unknown): { code: string; message: string } {
  if (
    error instanceof MastodonApiError &&
    (isGone(error) || error.status === 599 || (error.status >= 300 && error.status < 400))
  ) {
    return { code: 'not_an_instance', message: 'There is no Mastodon instance at this address.' };
  }
  const { code, message } = readErrorOf(error);
  return { code, message };
}
