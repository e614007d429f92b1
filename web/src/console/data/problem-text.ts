import i18next from 'i18next';
import { ApiError } from '../../lib/api-client.js';
import { toast } from '../../ui/toast.js';

// Codes whose message says more than the code: why a channel refused, what is in the way right now.
const telling = new Set([
  'not_possible_now',
  'reply_not_allowed',
  'channel_failed',
  'conflict',
  'already_exists',
]);

/** An error in words, in the reader's language where we have them. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return i18next.t('problem.internal');
  const text = i18next.t(`problem.${error.code}`);
  if (telling.has(error.code) && error.message) return error.message;
  const issue = error.code === 'invalid_request' ? error.issues[0] : undefined;
  return issue ? `${text} ${issue.path.join('.')}: ${issue.message}` : text;
}

/** For mutations without a form: says what was refused and why. */
export const toastProblem = (error: unknown) => toast.show({ tone: 'error', text: problemText(error) });
