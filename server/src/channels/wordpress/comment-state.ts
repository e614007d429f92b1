import type { ModerationState } from '@parley/shared/moderation.js';

/** `post-trashed`: its post lies in the trash, and the comment with it. Words of plugins wait for somebody to look. */
export function stateOf(status: string): ModerationState {
  switch (status) {
    case 'approved':
    case 'approve':
    case '1':
      return 'visible';
    case 'spam':
      return 'spam';
    case 'trash':
    case 'post-trashed':
      return 'trashed';
    default:
      return 'pending';
  }
}
