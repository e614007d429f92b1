import { describe, expect, it } from '@jest/globals';
import type { Capability } from './channel-manifest.js';
import {
  afterModeration,
  type Moderatable,
  moderationActions,
  moderationActionsOf,
  moderationStates,
  undoOf,
} from './moderation.js';

const comment: Moderatable = {
  direction: 'in',
  visibility: 'public',
  onPlatform: true,
  deleted: false,
  state: 'visible',
  liked: false,
};
const all: Capability[] = ['likes', 'hides', 'approves', 'marks_spam', 'trashes', 'deletes', 'deletes_own'];

describe('what can be done with a comment', () => {
  it('is what its channel can, from where it stands', () => {
    expect(moderationActionsOf(all, comment)).toEqual([
      'like',
      'hide',
      'unapprove',
      'spam',
      'trash',
      'delete',
    ]);
    expect(moderationActionsOf(all, { ...comment, state: 'pending' })).toContain('approve');
    expect(moderationActionsOf(all, { ...comment, state: 'spam' })).toEqual([
      'like',
      'unspam',
      'trash',
      'delete',
    ]);
    expect(moderationActionsOf(all, { ...comment, liked: true })).toContain('unlike');
    expect(moderationActionsOf(['hides'], comment)).toEqual(['hide']);
    expect(moderationActionsOf([], comment)).toEqual([]);
  });

  it('is nothing where the platform does not know it, its author took it back, or it is gone', () => {
    expect(moderationActionsOf(all, { ...comment, onPlatform: false })).toEqual([]);
    expect(moderationActionsOf(all, { ...comment, deleted: true })).toEqual([]);
    expect(moderationActionsOf(all, { ...comment, state: 'removed' })).toEqual([]);
    expect(moderationActionsOf(all, { ...comment, direction: 'note' })).toEqual([]);
  });

  it('of what is private is a like; of ours, that it goes', () => {
    expect(moderationActionsOf(all, { ...comment, visibility: 'private' })).toEqual(['like']);
    const ours: Moderatable = { ...comment, direction: 'out' };
    expect(moderationActionsOf(all, ours)).toEqual(['trash', 'delete']);
    expect(moderationActionsOf(['deletes_own'], ours)).toEqual(['delete']);
    expect(moderationActionsOf(['deletes_own'], { ...ours, visibility: 'private' })).toEqual(['delete']);
    expect(moderationActionsOf(['deletes_own'], comment)).toEqual([]);
  });

  it('leads where taking it back is offered, wherever something takes it back', () => {
    for (const state of moderationStates) {
      for (const liked of [true, false]) {
        const before = { ...comment, state, liked };
        for (const action of moderationActionsOf(all, before)) {
          const undo = undoOf[action];
          const after = { ...before, ...afterModeration(before, action) };
          if (undo === null) expect(after.state).toBe('removed');
          else expect(moderationActionsOf(all, after)).toContain(undo);
        }
      }
    }
    for (const action of moderationActions) {
      const undo = undoOf[action];
      if (undo !== null) expect(undoOf[undo]).toBe(action);
    }
  });
});
