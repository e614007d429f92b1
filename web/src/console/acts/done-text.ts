import type { TFunction } from 'i18next';
import type { Act } from './act.js';

/** What was done, to be said beside the way back; null for what is seen where it was done. */
export function doneText(t: TFunction, act: Act, when: (at: Date) => string): string | null {
  switch (act.kind) {
    case 'snooze':
      return act.until
        ? t('desk.done.snooze', { when: when(new Date(act.until)) })
        : t('desk.done.snoozeOpen');
    case 'assign':
      return act.member ? t('desk.done.assign', { name: act.member.name }) : t('desk.done.unassign');
    case 'close':
    case 'reopen':
    case 'unsnooze':
    case 'merge':
      return t(`desk.done.${act.kind}`);
    case 'no-answer-needed':
      return t('desk.done.noAnswerNeeded');
    case 'mark-ours':
      return t('desk.done.markOurs');
    default:
      return null;
  }
}
