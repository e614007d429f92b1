import { AppError } from '../../platform/errors/app-error.js';
import { ChannelError } from '../core/channel-error.js';
import type { Settings } from '../core/connector.js';

export interface SiteSettings {
  /** As typed. */
  siteUrl: string;
  /** The API's root, once the site was found (see `routeUrl`); empty before. */
  apiUrl: string;
  username: string;
  /** Without the blanks it is shown with. */
  password: string;
  /** The user we are there; null before the site was asked. */
  userId: string | null;
  /** Under whose name replies stand. */
  replyName: 'member' | 'user';
  /** Whoever wrote the post answers for the brand. */
  postAuthorsAreUs: boolean;
  /** Further users of the site who do: mail addresses, names or ids, lower case. */
  ourAuthors: string[];
}

/** Who the connected user is, and whose comments are ours: all that reading needs. */
export type OurSide = Pick<SiteSettings, 'userId' | 'postAuthorsAreUs' | 'ourAuthors'>;

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** The plain settings; pure, and never throws. */
export function ourSideOf(settings: Settings): OurSide {
  const { userId, postAuthorsAreUs, ourAuthors } = settings;
  return {
    userId: text(userId) === '' ? null : text(userId),
    postAuthorsAreUs: postAuthorsAreUs !== false,
    ourAuthors: Array.isArray(ourAuthors)
      ? ourAuthors.map((one) => one.trim().toLowerCase()).filter((one) => one !== '')
      : [],
  };
}

/** The consent brings name and password along; typed, they stand where the form has them. */
export function readSite(settings: Settings, secrets: Settings): SiteSettings {
  const byConsent = isByConsent(settings);
  return {
    ...ourSideOf(settings),
    siteUrl: text(settings.siteUrl),
    apiUrl: text(settings.apiUrl),
    username: text(byConsent ? secrets.consentLogin : settings.username),
    password: text(byConsent ? secrets.consentPassword : secrets.password).replace(/\s+/g, ''),
    replyName: settings.replyName === 'user' ? 'user' : 'member',
  };
}

export const isByConsent = ({ login }: Settings): boolean => login === 'consent';

export type ReachableSite = SiteSettings & { userId: string };

/** A connected channel's site. @throws ChannelError.authExpired when it cannot be signed in to */
export function siteOf({ settings, secrets }: { settings: Settings; secrets: Settings }): ReachableSite {
  const site = readSite(settings, secrets);
  const { userId } = site;
  if (site.apiUrl === '' || userId === null || site.username === '' || site.password === '') {
    throw ChannelError.authExpired(
      'The channel has no application password. Enter one, or connect the site anew.',
    );
  }
  return { ...site, userId };
}

export const settingRefused = (field: string, message: string): AppError =>
  new AppError('invalid_request', 'The settings do not fit.', {
    issues: [{ path: ['settings', field], message }],
  });
