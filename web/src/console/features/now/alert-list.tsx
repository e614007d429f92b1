import type { Alert, AlertPost } from '@parley/shared/now.js';
import type { TFunction } from 'i18next';
import { KeyRound, MoreHorizontal, Pencil, Send, Siren, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { formatDuration, formatWhen } from '../../../lib/time.js';
import { Badge } from '../../../ui/badge.js';
import { Switch } from '../../../ui/field.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { toast } from '../../../ui/toast.js';
import { placeText, ruleText } from './alert-words.js';
import { savedOf, useRenewSecret, useSaveAlert, useTestAlert } from './alerts-api.js';

type Props = {
  alert: Alert;
  onEdit: () => void;
  onRemove: () => void;
  onSecret: (secret: string) => void;
};

/** One alert: what it looks at, where, how it tells, and whether it is up. */
export function AlertRow({ alert, onEdit, onRemove, onSecret }: Props) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const save = useSaveAlert();
  const test = useTestAlert();
  const renew = useRenewSecret();
  const title = ruleText(t, i18n.language, alert);
  return (
    <li className="now-alert">
      <div className="row-main">
        <p className="row-title now-alert-title">
          <span className="now-rule">{title}</span>
          {alert.raisedAt && (
            <Badge tone="bad" icon={<Siren />}>
              {t('now.isUp', { when: formatWhen(i18n.language, alert.raisedAt, now) })}
            </Badge>
          )}
          {!alert.enabled && <Badge>{t('now.isOff')}</Badge>}
        </p>
        <p className="row-text">
          {placeText(t, alert.channelName, alert.medium)} · {waysText(t, alert)} ·{' '}
          {quietText(t, i18n.language, alert)}
        </p>
        {alert.lastPost && (
          <p className="row-text">
            {t('now.lastPost', { when: formatWhen(i18n.language, alert.lastPost.at, now) })}{' '}
            {postText(t, alert.lastPost)}
          </p>
        )}
      </div>
      <Switch
        label={t('now.enabled')}
        className="now-alert-switch"
        aria-label={`${t('now.enabled')}: ${title}`}
        checked={alert.enabled}
        disabled={save.isPending}
        onChange={(event) => save.mutate({ ...savedOf(alert), enabled: event.target.checked, id: alert.id })}
      />
      <MenuButton
        label={`${t('now.editAlert')}: ${title}`}
        icon={<MoreHorizontal />}
        entries={[
          { id: 'edit', label: t('now.editAlert'), icon: <Pencil />, onSelect: onEdit },
          ...(alert.webhookUrl === null
            ? []
            : [
                {
                  id: 'test',
                  label: t('now.test'),
                  icon: <Send />,
                  onSelect: () =>
                    test.mutate(alert.id, { onSuccess: () => void toast.show({ text: t('now.testSent') }) }),
                },
                {
                  id: 'secret',
                  label: t('now.newSecret'),
                  icon: <KeyRound />,
                  onSelect: () =>
                    renew.mutate(alert.id, {
                      onSuccess: ({ webhookSecret }) => webhookSecret && onSecret(webhookSecret),
                    }),
                },
              ]),
          { type: 'separator', id: 's' },
          { id: 'delete', label: t('ui.delete'), icon: <Trash2 />, danger: true, onSelect: onRemove },
        ]}
      />
    </li>
  );
}

function waysText(t: TFunction, { inConsole, byMail, webhookUrl, memberIds }: Alert): string {
  const whom = memberIds.length === 0 ? t('now.toManagers') : t('now.toMembers', { count: memberIds.length });
  const ways = [
    ...(inConsole ? [t('now.ways.console')] : []),
    ...(byMail ? [t('now.ways.mail')] : []),
    ...(webhookUrl === null ? [] : [t('now.ways.webhook')]),
  ];
  if (ways.length === 0) return t('now.ways.none');
  return [...(inConsole || byMail ? [whom] : []), ...ways].join(', ');
}

const quietText = (t: TFunction, language: string, { quietMs, onlyInHours }: Alert) =>
  [
    quietMs === 0 ? t('now.always') : t('now.quietFor', { time: formatDuration(language, quietMs) }),
    ...(onlyInHours ? [t('now.inHours')] : []),
  ].join(', ');

/** What came of a webhook. */
export function postText(t: TFunction, { state, lastError }: AlertPost): string {
  if (state === 'delivered') return t('now.posts.delivered');
  if (lastError === null) return t('now.posts.pending');
  return t(state === 'pending' ? 'now.posts.pendingAgain' : 'now.posts.failed', { reason: lastError });
}
