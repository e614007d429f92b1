import type { Capability } from '@parley/shared/channel-manifest.js';
import { type ModerationAction, undoOf } from '@parley/shared/moderation.js';
import type { PostComment } from '@parley/shared/posts.js';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api-client.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { acting, offerUndo } from '../../acts/undo.js';
import { offeredFor } from '../../features/conversation/use-moderation.js';
import { moderateEach, type Refusal } from '../../features/posts/moderate-each.js';

/** What the channel offers for the chosen comments: done with each that it fits, taken back together. Nothing is deleted here. */
export function ModerateMany({
  comments,
  capabilities,
  onRefused,
}: {
  comments: readonly PostComment[];
  capabilities: readonly Capability[];
  /** Told once all have been asked for, where the answer was no. */
  onRefused: (action: ModerationAction, refused: Refusal[]) => void;
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const fitting = new Map<ModerationAction, PostComment[]>();
  for (const one of comments)
    for (const action of one.comment ? offeredFor(capabilities, one.comment) : [])
      if (undoOf[action] !== null) fitting.set(action, [...(fitting.get(action) ?? []), one]);
  if (fitting.size === 0) return null;

  const ask = async (action: ModerationAction, chosen: readonly PostComment[]) => {
    const { done, refused } = await moderateEach(chosen, ({ comment }) =>
      api.post(`/messages/${comment?.id}/moderation`, { action }),
    );
    if (refused.length > 0) onRefused(action, refused);
    return done;
  };
  const run = async (action: ModerationAction, chosen: readonly PostComment[]) => {
    setBusy(true);
    const done = await ask(action, chosen);
    setBusy(false);
    const back = undoOf[action];
    if (done.length > 0 && back !== null)
      offerUndo(t, {
        id: `moderate-many-${done[0]?.comment?.id}-${action}`,
        text: t('posts.moderate.done', { count: done.length, action: t(`moderation.actions.${action}`) }),
        run: () => ask(back, done),
      });
  };
  return (
    <MenuButton
      label={t('posts.moderate.label')}
      icon={<ShieldCheck />}
      disabled={busy}
      placement="top-start"
      entries={[...fitting].map(([action, chosen]) => ({
        id: action,
        label: t(`moderation.actions.${action}`),
        detail: String(chosen.length),
        onSelect: () => void acting(() => run(action, chosen)),
      }))}
    />
  );
}
