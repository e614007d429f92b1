import type { Capability } from '@parley/shared/channel-manifest.js';
import type { Message } from '@parley/shared/messages.js';
import { type ModerationAction, undoOf } from '@parley/shared/moderation.js';
import type { PostComment } from '@parley/shared/posts.js';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api-client.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { toast } from '../../../ui/toast.js';
import { offerUndo } from '../../acts/undo.js';
import { offeredFor } from '../../features/conversation/use-moderation.js';

/** So many at a time: each goes its own way to the platform. */
const atOnce = 4;

async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<T[]> {
  const done: T[] = [];
  const rest = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest)
        await work(item).then(
          () => done.push(item),
          // Told together, by how many are missing.
          () => undefined,
        );
    }),
  );
  return done;
}

/** What the channel offers for the chosen comments: done with each that it fits, taken back together. Nothing is deleted here. */
export function ModerateMany({
  comments,
  capabilities,
}: {
  comments: readonly PostComment[];
  capabilities: readonly Capability[];
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const messages = comments.flatMap(({ comment }) => comment ?? []);
  const fitting = new Map<ModerationAction, Message[]>();
  for (const message of messages)
    for (const action of offeredFor(capabilities, message))
      if (undoOf[action] !== null) fitting.set(action, [...(fitting.get(action) ?? []), message]);
  if (fitting.size === 0) return null;

  const ask = (action: ModerationAction) => (message: Message) =>
    api.post(`/messages/${message.id}/moderation`, { action });
  const run = async (action: ModerationAction, chosen: Message[]) => {
    setBusy(true);
    const done = await each(chosen, ask(action));
    setBusy(false);
    const back = undoOf[action];
    if (done.length < chosen.length)
      toast.show({ tone: 'error', text: t('posts.moderate.left', { count: chosen.length - done.length }) });
    if (done.length > 0 && back !== null)
      offerUndo(t, {
        id: `moderate-many-${done[0]?.id}-${action}`,
        text: t('posts.moderate.done', { count: done.length, action: t(`moderation.actions.${action}`) }),
        run: () => void each(done, ask(back)),
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
        onSelect: () => void run(action, chosen),
      }))}
    />
  );
}
