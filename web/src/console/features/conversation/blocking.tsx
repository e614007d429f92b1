import type { ConversationDetail } from '@parley/shared/conversations.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api-client.js';
import { formatDateTime } from '../../../lib/time.js';
import { Banner } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input } from '../../../ui/field.js';
import type { MenuEntry } from '../../../ui/menu.js';
import { keys } from '../../data/keys.js';
import { useMay } from '../../data/session.js';
import { useCommands } from '../../keys/commands.js';
import { useTakeDetail } from './conversation-api.js';

type Act =
  | { path: 'block' | 'close'; body: { reason: string; seenSeq?: number } }
  | { path: 'unblock'; body: object };

/** Keeping somebody from writing, letting them again, and closing with a reason: menu, palette, dialogs, and a line. */
export function useBlocking(conversation: ConversationDetail): {
  menu: MenuEntry[];
  dialog: ReactNode;
  line: ReactNode;
} {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const take = useTakeDetail();
  const mayManage = useMay('conversations.manage');
  const [asking, ask] = useState<'block' | 'close' | null>(null);
  const act = useMutation({
    mutationFn: ({ path, body }: Act) =>
      api.post<ConversationDetail>(`/conversations/${conversation.id}/${path}`, body),
    onSuccess: take,
    onSettled: () => void client.invalidateQueries({ queryKey: keys.counts }),
  });
  const { name } = conversation.person;
  const blocked = conversation.blocked ?? null;
  const canBlock = mayManage && conversation.channelDetail.capabilities.includes('blocks');
  const unblock = () => act.mutate({ path: 'unblock', body: {} });
  const entries = [
    ...(mayManage && conversation.status !== 'closed'
      ? [{ id: 'close-reason', label: t('livechat.closeReason'), onSelect: () => ask('close') }]
      : []),
    ...(canBlock && blocked === null
      ? [{ id: 'block', label: t('livechat.block'), onSelect: () => ask('block') }]
      : []),
    ...(canBlock && blocked !== null
      ? [{ id: 'unblock', label: t('livechat.unblock'), onSelect: unblock }]
      : []),
  ];
  useCommands(
    entries.map(({ id, label, onSelect }) => ({
      id: `c-${id}`,
      label,
      group: 'conversation',
      run: onSelect,
    })),
  );
  return {
    menu: entries.length > 0 ? [{ type: 'separator', id: 'sb' }, ...entries] : [],
    dialog: asking && (
      <ReasonDialog
        title={asking === 'block' ? t('livechat.blockTitle', { name }) : t('livechat.closeReasonTitle')}
        text={asking === 'block' ? t('livechat.blockText') : undefined}
        action={asking === 'block' ? t('livechat.blockAction') : t('conversation.close')}
        danger={asking === 'block'}
        onReason={(reason) =>
          act.mutateAsync(
            asking === 'block'
              ? { path: 'block', body: { reason } }
              : { path: 'close', body: { reason, seenSeq: conversation.utteranceSeq } },
          )
        }
        onClose={() => ask(null)}
      />
    ),
    line: blocked && (
      <Banner tone="warn" icon={<Ban aria-hidden="true" />}>
        {blocked.by
          ? t('livechat.blockedBy', {
              who: blocked.by.name,
              name,
              when: formatDateTime(i18n.language, blocked.at),
            })
          : t('livechat.blocked', { name })}{' '}
        {blocked.reason} {blocked.refused > 0 && t('livechat.refused', { count: blocked.refused })}
      </Banner>
    ),
  };
}

function ReasonDialog({
  title,
  text,
  action,
  danger,
  onReason,
  onClose,
}: {
  title: string;
  text: string | undefined;
  action: string;
  danger: boolean;
  onReason: (reason: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onReason(reason.trim());
      onClose();
    } catch {
      // The reason is shown as a toast; it can be tried again.
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} description={text} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="dialog-form">
        <Field
          label={t('livechat.reason')}
          hint={t('livechat.reasonHint')}
          optional={danger ? t('ui.optional') : undefined}
        >
          <Input
            maxLength={500}
            required={!danger}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} busy={busy}>
          {action}
        </Button>
      </form>
    </Dialog>
  );
}
