import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { ChannelError } from '../core/channel-error.js';
import { SiteError } from './site.client.js';

/** WordPress lets a person comment every 15 seconds. */
const FLOOD_MS = 15_000;

/**
 * What a failed call means. `writes`: it was to change something. WordPress changes nothing when it names a reason;
 * when it says nothing, or breaks (5xx), nobody knows: it has no idempotency keys, but comments can be looked up.
 */
export function channelErrorOf(error: unknown, writes = false): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof OutboundError) {
    return error.mayHaveLeft && writes
      ? ChannelError.ambiguous(`The site did not answer: ${error.message}`, error)
      : ChannelError.retryable('unreachable', `The site cannot be reached: ${error.message}`, error);
  }
  if (!(error instanceof SiteError)) throw error;
  const { status, code, description, more } = error;
  if (status === 429) return ChannelError.rateLimited(more.retryAfterMs ?? 30_000, SLOWER);
  if (code === 'comment_flood') return ChannelError.rateLimited(more.retryAfterMs ?? FLOOD_MS, SLOWER);
  if (code === 'rest_comment_failed_create') {
    return ChannelError.retryable('failed_create', 'The site could not save the comment.', error);
  }
  if (status === 401) return ChannelError.authExpired(signInFault(code), error);
  const known = REFUSALS[code];
  if (known !== undefined) return ChannelError.rejected(known.code, known.message, known.remedy, error);
  if (status >= 500 || status < 300) {
    return writes
      ? ChannelError.ambiguous(`The site had an error of its own (${status}).`, error)
      : ChannelError.retryable('site_error', `The site had an error of its own (${status}).`, error);
  }
  if (code === 'moved') {
    return ChannelError.rejected('moved', movedTo(more.location), 'Correct the address of the site.', error);
  }
  if (code === 'not_wordpress' || code === 'rest_no_route') {
    return ChannelError.rejected(
      'no_api',
      status === 403
        ? 'A firewall of the site or its host refuses us.'
        : `The site's REST API does not answer here (${status}).`,
      'Allow Parley there, or correct the address of the site.',
      error,
    );
  }
  const words = description === '' ? code : description;
  return ChannelError.rejected('refused', `WordPress refused it: ${words}`, undefined, error);
}

const SLOWER = 'The site asks us to slow down.';

const movedTo = (location: string | undefined) =>
  location !== undefined && URL.canParse(location)
    ? `The site answers at another address now: ${new URL(location).host}.`
    : 'The site answers at another address now.';

/** Why nobody is signed in, in plain words. */
export function signInFault(code: string): string {
  if (NOT_SIGNED_IN.has(code)) {
    return (
      'The site does not see our password. Either it was revoked, or the web server takes the Authorization header ' +
      'away before WordPress gets it.'
    );
  }
  if (code === 'application_passwords_disabled' || code === 'application_passwords_disabled_for_user') {
    return 'Application passwords are switched off on this site, or for this user.';
  }
  return 'The site no longer accepts the user name and application password. Enter a new application password.';
}

/** What WordPress says to a stranger: it has seen no password at all. */
export const NOT_SIGNED_IN: ReadonlySet<string> = new Set([
  'rest_not_logged_in',
  'rest_comment_login_required',
  'rest_forbidden_context',
  'rest_forbidden_param',
  'rest_cannot_read',
  'rest_cannot_edit',
  'rest_comment_invalid_status',
]);

const NO_MODERATOR = {
  code: 'not_allowed',
  message: 'The connected user may not moderate comments: the capability moderate_comments is missing.',
  remedy: 'Give the user the role Editor or Administrator in WordPress, or connect another user.',
};

const TOO_LONG = {
  code: 'too_long',
  message: 'The reply is longer than WordPress can store (65,525 bytes).',
  remedy: 'Make it shorter, or send it in two.',
};

const GONE = {
  code: 'comment_gone',
  message: 'This comment is not there any more.',
  remedy: 'Answer another comment of the conversation.',
};

/** @see https://developer.wordpress.org/rest-api/reference/comments/ and the source of its controller */
const REFUSALS: Readonly<Record<string, { code: string; message: string; remedy: string }>> = {
  rest_comment_closed: {
    code: 'comments_closed',
    message: 'Comments are closed under this post.',
    remedy: 'Open them in WordPress ("Allow comments" of the post), then send again.',
  },
  rest_comment_draft_post: {
    code: 'post_not_public',
    message: 'The post is a draft: nobody can comment on it.',
    remedy: 'Publish the post, then send again.',
  },
  rest_comment_trash_post: {
    code: 'post_not_public',
    message: 'The post lies in the trash: nobody can comment on it.',
    remedy: 'Restore the post, then send again.',
  },
  rest_cannot_read_post: {
    code: 'post_not_public',
    message: 'The connected user may not see this post.',
    remedy: 'Give the user access to it in WordPress, then send again.',
  },
  rest_comment_invalid_post_id: {
    code: 'post_gone',
    message: 'The post is not there any more.',
    remedy: 'There is nothing left to answer under.',
  },
  rest_comment_invalid_id: GONE,
  rest_comment_content_invalid: {
    code: 'content_refused',
    message: 'WordPress finds nothing in the reply that it could show.',
    remedy: 'Write it in other words.',
  },
  rest_comment_author_data_required: {
    code: 'author_needed',
    message: 'The site wants a name and a mail address with every comment, and its user has none.',
    remedy: 'Enter a mail address in the profile of the connected user.',
  },
  comment_duplicate: {
    code: 'duplicate',
    message:
      'Exactly these words of ours stand under this comment already, and WordPress takes nothing twice.',
    remedy: 'Say it in other words.',
  },
  comment_content_column_length: TOO_LONG,
  comment_author_column_length: {
    code: 'name_too_long',
    message: 'The name under the reply is longer than WordPress can store.',
    remedy: "Reply under the user's name instead (settings of the channel).",
  },
  rest_cannot_edit: NO_MODERATOR,
  rest_cannot_delete: NO_MODERATOR,
  rest_forbidden_context: NO_MODERATOR,
  rest_forbidden_param: NO_MODERATOR,
  rest_comment_invalid_status: NO_MODERATOR,
  rest_comment_invalid_author: NO_MODERATOR,
  rest_cannot_read: NO_MODERATOR,
};
