import { z } from 'zod';
import { lineOf } from './comment-words.parse.js';
import type { SiteApi, SiteLogin } from './site.client.js';

/** Who may read every comment, and decide on it. */
export const MODERATES = 'moderate_comments';

const userSchema = z.looseObject({
  id: z.union([z.number(), z.string()]).transform(String),
  name: z.string().default(''),
  capabilities: z.record(z.string(), z.unknown()).nullish(),
});

export interface SiteUser {
  id: string;
  name: string;
  /** False only where the site says what the user may do, and this is not among it. */
  moderates: boolean;
}

/** Whom the password belongs to. @throws SiteError, OutboundError */
export async function siteUser(api: SiteApi, login: SiteLogin, signal?: AbortSignal): Promise<SiteUser> {
  const { data } = await api.call(
    login.apiUrl,
    login,
    {
      route: 'wp/v2/users/me',
      query: { context: 'edit' },
      timeoutMs: 15_000,
      ...(signal === undefined ? {} : { signal }),
    },
    userSchema,
  );
  return {
    id: data.id,
    name: lineOf(data.name),
    moderates: data.capabilities == null || data.capabilities[MODERATES] === true,
  };
}
