import type { Alert, SavedAlert } from '@parley/shared/now.js';
import { Plus, Siren } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { LoadingRows } from '../../../ui/loading.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { AlertDialog, SecretDialog } from '../../features/now/alert-dialog.js';
import { AlertRow } from '../../features/now/alert-list.js';
import { AlertLog } from '../../features/now/alert-log.js';
import { useAlerts, useRemoveAlert } from '../../features/now/alerts-api.js';
import { Page } from '../page.js';
import '../../features/now/alerts.css';

type Open =
  | { what: 'form'; alert: Alert | null }
  | { what: 'secret'; secret: string }
  | { what: 'remove'; alert: Alert };

/** Alerts of the Now board, and when they were up; for those who edit workflow. */
export function AlertsScreen() {
  const may = useMay('workflow.manage');
  return may ? <Alerts /> : <Navigate to="/now" replace />;
}

function Alerts() {
  const { t } = useTranslation();
  const alerts = useAlerts();
  const remove = useRemoveAlert();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const create = () => setOpen({ what: 'form', alert: null });
  const onSaved = ({ webhookSecret }: SavedAlert) =>
    setOpen(webhookSecret === null ? null : { what: 'secret', secret: webhookSecret });
  return (
    <div className="now-alerts-page">
      <Page
        title={t('now.alerts')}
        text={t('now.alertsText')}
        back="/now"
        actions={
          <Button variant="primary" icon={<Plus />} onClick={create}>
            {t('now.newAlert')}
          </Button>
        }
      >
        {alerts.isPending && <LoadingRows />}
        {alerts.isError && !alerts.data && (
          <StateMessage
            tone="error"
            title={t('now.alertsLoadError')}
            action={<Button onClick={() => alerts.refetch()}>{t('ui.retry')}</Button>}
          >
            {problemText(alerts.error)}
          </StateMessage>
        )}
        {alerts.data?.length === 0 && (
          <StateMessage icon={<Siren />} title={t('now.alertsNone')}>
            {t('now.alertsNoneText')}
          </StateMessage>
        )}
        {alerts.data && alerts.data.length > 0 && (
          <ul className="rows now-alerts">
            {alerts.data.map((alert) => (
              <AlertRow
                key={alert.id}
                alert={alert}
                onEdit={() => setOpen({ what: 'form', alert })}
                onRemove={() => setOpen({ what: 'remove', alert })}
                onSecret={(secret) => setOpen({ what: 'secret', secret })}
              />
            ))}
          </ul>
        )}
        {alerts.data && alerts.data.length > 0 && <AlertLog />}
        {open?.what === 'form' && <AlertDialog alert={open.alert} onSaved={onSaved} onClose={close} />}
        {open?.what === 'secret' && <SecretDialog secret={open.secret} onClose={close} />}
        {open?.what === 'remove' && (
          <Confirm
            title={t('now.deleteAlert')}
            description={t('now.deleteAlertText')}
            action={t('ui.delete')}
            danger
            onConfirm={() => remove.mutateAsync(open.alert.id)}
            onClose={close}
          />
        )}
      </Page>
    </div>
  );
}
