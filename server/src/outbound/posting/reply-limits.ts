import type { Medium } from '@parley/shared/brands.js';
import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { ProblemIssue } from '@parley/shared/problem.js';
import { textRoom } from '@parley/shared/text-count.js';

export interface CheckedReply {
  medium: Medium;
  text: string;
  /** Formatted text came with it. */
  formatted: boolean;
  visibility: 'public' | 'private';
  attachments: readonly { filename: string; contentType: string; size: number }[];
  forward: boolean;
  /** Which of the mail fields the request names. */
  recipients: boolean;
  subject: boolean;
  /** Of the limit, in its unit, for what the connector adds. */
  costs?: number;
}

/**
 * What the channel does not allow about a reply, before the platform would refuse it. Pure.
 * @param channel what its kind can do, and the limits that hold on it
 */
export function limitIssues(
  { capabilities, limits }: Pick<ChannelManifest, 'capabilities' | 'limits'>,
  reply: CheckedReply,
): ProblemIssue[] {
  const can = (capability: (typeof capabilities)[number]) => capabilities.includes(capability);
  const issues: ProblemIssue[] = [];
  const fault = (path: (string | number)[], message: string) => issues.push({ path, message });

  const { text, attachments, visibility } = reply;
  if (text.trim() === '' && attachments.length === 0 && !reply.forward)
    fault(['body'], 'A reply needs words or a file.');
  const files = attachments.length > 0;
  const { length, most, left } = textRoom(text, limits, { files, costs: reply.costs ?? 0 });
  if (left !== null && left < 0) {
    const beside = files && limits.textLengthWithFiles !== undefined ? 'beside files here' : 'here';
    fault(['body'], `At most ${most} characters are allowed ${beside}; these are ${length}.`);
  }

  if (reply.formatted && !can('rich_text')) fault(['html'], 'Formatted text cannot be sent here.');

  if (visibility === 'public' && !(reply.medium === 'comment' && can('replies_publicly'))) {
    fault(['visibility'], 'Nobody can be answered in public here.');
  }
  if (visibility === 'private' && reply.medium === 'comment' && !can('replies_privately')) {
    fault(['visibility'], 'Comments cannot be answered in private here.');
  }

  if (reply.recipients && !can('recipients')) fault(['to'], 'Recipients cannot be chosen here.');
  if (reply.subject && !can('subjects')) fault(['subject'], 'Messages have no subject here.');
  if (reply.forward && !can('forwards')) fault(['forward'], 'Messages cannot be forwarded here.');

  if (attachments.length > 0 && !can('attachments')) fault(['attachments'], 'Files cannot be sent here.');
  if (attachments.length > limits.attachments) {
    fault(['attachments'], `At most ${limits.attachments} files are allowed here.`);
  }
  attachments.forEach(({ filename, contentType, size }, index) => {
    if (size > limits.attachmentBytes) {
      fault(
        ['attachments', index],
        `${filename} is larger than the ${mebibytes(limits.attachmentBytes)} allowed here.`,
      );
    }
    if (
      limits.attachmentTypes !== null &&
      !limits.attachmentTypes.some((type) => isOfType(contentType, type))
    ) {
      fault(['attachments', index], `${filename}: files of this type cannot be sent here.`);
    }
  });
  if (attachments.reduce((sum, { size }) => sum + size, 0) > limits.totalBytes) {
    fault(
      ['attachments'],
      `Together the files are larger than the ${mebibytes(limits.totalBytes)} allowed here.`,
    );
  }
  return issues;
}

/** `image/` stands for all of its kind; parameters of a type do not matter. */
function isOfType(contentType: string, allowed: string): boolean {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return allowed.endsWith('/') ? type.startsWith(allowed) : type === allowed;
}

const mebibytes = (bytes: number): string => `${Math.floor((bytes / 1_048_576) * 10) / 10} MB`;
