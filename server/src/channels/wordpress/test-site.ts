import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import type { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type { ChannelCheck } from '../core/connector.js';
import { discoverSite, type FoundSite } from './discover-site.js';
import { channelErrorOf, NOT_SIGNED_IN, signInFault } from './refusal.js';
import { type SiteApi, SiteError } from './site.client.js';
import { NOT_OFFERED } from './site-consent.js';
import { SiteReader } from './site-reader.js';
import { siteUser } from './site-user.js';
import type { SiteSettings } from './wordpress.settings.js';

interface Net {
  http: OutboundHttp;
  api: SiteApi;
}

/** Whether the site is found, whose password it is, what the user may do, and whether comments can be read. */
export async function testSite(net: Net, given: SiteSettings): Promise<ChannelCheck[]> {
  const found = await discoverSite(net, given.siteUrl);
  if (found.kind === 'not_found') {
    return [{ name: 'Site', ok: false, code: found.code, message: sentence(found.message) }];
  }
  const { site } = found;
  const checks = [siteCheck(site)];
  const login = { ...given, apiUrl: site.apiUrl };
  const signedIn = await signInCheck(net.api, login, site);
  checks.push(...signedIn);
  if (signedIn.every(({ ok }) => ok)) checks.push(await commentsCheck(net.api, login));
  return checks;
}

/** Without encryption everybody on the way can read the password. That is a warning: some sites live in a house of one's own. */
function siteCheck({ apiUrl, name }: FoundSite): ChannelCheck {
  const { host, protocol } = new URL(apiUrl);
  const found = `Found ${name === '' ? 'the site' : `“${name}”`} at ${host}.`;
  return protocol === 'https:'
    ? { name: 'Site', ok: true, code: 'ok', message: found }
    : {
        name: 'Site',
        ok: true,
        code: 'not_encrypted',
        message: `${found} It has no https: the password travels where others can read it.`,
      };
}

async function signInCheck(
  api: SiteApi,
  login: SiteSettings,
  { applicationPasswords }: FoundSite,
): Promise<ChannelCheck[]> {
  const name = 'Sign-in';
  try {
    const user = await siteUser(api, login);
    const signedIn = { name, ok: true, code: 'ok', message: `Signed in as ${user.name || login.username}.` };
    return [signedIn, moderationCheck(user.moderates)];
  } catch (error) {
    const { code, message } = signInFaultOf(error, applicationPasswords);
    return [{ name, ok: false, code, message }];
  }
}

/** Why signing in failed, in plain words. */
export function signInFaultOf(
  error: unknown,
  applicationPasswords: boolean,
): { code: string; message: string } {
  if (!(error instanceof SiteError || error instanceof OutboundError)) throw error;
  if (error instanceof SiteError && error.status === 401) {
    if (!applicationPasswords) return { code: 'no_application_passwords', message: NOT_OFFERED };
    if (NOT_SIGNED_IN.has(error.code)) {
      return { code: 'authorization_stripped', message: signInFault(error.code) };
    }
    return {
      code: 'wrong_password',
      message: 'The site does not know this user name and application password.',
    };
  }
  const { code, message } = channelErrorOf(error);
  return { code, message };
}

function moderationCheck(moderates: boolean): ChannelCheck {
  return moderates
    ? { name: 'Moderation', ok: true, code: 'ok', message: 'The user may moderate comments.' }
    : {
        name: 'Moderation',
        ok: false,
        code: 'may_not_moderate',
        message:
          'The user may not moderate comments: the capability moderate_comments is missing. Give them the role Editor or Administrator.',
      };
}

async function commentsCheck(api: SiteApi, login: SiteSettings): Promise<ChannelCheck> {
  const name = 'Comments';
  try {
    const reader = new SiteReader(api, login, AbortSignal.timeout(20_000));
    const { total, given } = await reader.newest('all', 1);
    const many = given.length === 0 ? 'There are none yet.' : `There are ${total}.`;
    return { name, ok: true, code: 'ok', message: `The comments can be read. ${many}` };
  } catch (error) {
    const { code, message } = channelErrorOf(error);
    return { name, ok: false, code, message };
  }
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
