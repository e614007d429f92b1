import type { Act } from '@parley/shared/conversations.js';
import { moderationActions, moderationStates } from '@parley/shared/moderation.js';
import type { TFunction } from 'i18next';
import { formatDateTime } from '../../../lib/time.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const namesIn = (value: unknown): string =>
  Array.isArray(value) ? value.map(text).filter(Boolean).join(', ') : '';

/** One act of the history in words. Kinds without words of their own still say who and what. */
export function actText(act: Act, t: TFunction, locale: string): string {
  const who = act.member?.name ?? t('conversation.system');
  const { details } = act;
  switch (act.kind) {
    case 'reopened':
      return act.member
        ? t('conversation.acts.reopened', { who })
        : t('conversation.acts.reopened_by_person');
    case 'moderated': {
      const action = moderationActions.find((one) => one === details.action);
      if (action) return t('moderation.act', { who, what: t(`moderation.actions.${action}`) });
      // What the platform's own moderators did.
      const state = moderationStates.find((one) => one === details.to) ?? 'visible';
      return t('moderation.act', { who: text(details.by) || who, what: t(`moderation.states.${state}`) });
    }
    case 'snoozed':
      return text(details.until)
        ? t('conversation.acts.snoozed', { who, until: formatDateTime(locale, text(details.until)) })
        : t('conversation.acts.snoozed_open', { who });
    case 'assigned': {
      const to = text(details.name);
      const toId = text(details.memberId);
      if (!to && !toId) return t('conversation.acts.unassigned', { who });
      if (act.member && (toId === act.member.memberId || to === act.member.name))
        return t('conversation.acts.assigned_self', { who });
      return t('conversation.acts.assigned', { who, to });
    }
    case 'tagged': {
      const added = namesIn(details.added);
      const removed = namesIn(details.removed);
      const parts = [
        added && t('conversation.acts.tagged', { who, tags: added }),
        removed && t('conversation.acts.untagged', { who, tags: removed }),
      ].filter(Boolean);
      return parts.join(' · ') || t('conversation.acts.tags_changed', { who });
    }
    case 'priority_changed': {
      const priority = text(details.to);
      const known = (['low', 'normal', 'high', 'urgent'] as const).find((name) => name === priority);
      return t('conversation.acts.priority_changed', {
        who,
        priority: known ? t(`inbox.priorities.${known}`) : priority,
      });
    }
    case 'blocked':
      return text(details.reason)
        ? t('conversation.acts.blocked_reason', { who, reason: text(details.reason) })
        : t('conversation.acts.blocked', { who });
    case 'closed':
      if (text(details.reason))
        return t('conversation.acts.closed_reason', { who, reason: text(details.reason) });
      return details.unanswered === true
        ? t('conversation.acts.closed_unanswered', { who })
        : t('conversation.acts.closed', { who });
    case 'notice': {
      const notice = (['blocked', 'unblocked', 'removed', 'added'] as const).find(
        (known) => known === details.notice,
      );
      const name = text(details.name) || t('conversation.acts.somebody');
      return notice ? t(`conversation.acts.notice_${notice}`, { name }) : text(details.notice);
    }
    case 'unassigned':
    case 'unblocked':
    case 'no_answer_needed':
    case 'marked_as_ours':
    case 'needs_answer':
    case 'unsnoozed':
    case 'merged':
    case 'merge_undone':
      return t(`conversation.acts.${act.kind}`, { who });
    case 'split':
      return t(text(details.fromId) ? 'conversation.acts.split_from' : 'conversation.acts.split', { who });
    default:
      return t('conversation.acts.unknown', { who, kind: act.kind.replaceAll('_', ' ') });
  }
}
