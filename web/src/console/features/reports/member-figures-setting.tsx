import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { Switch } from '../../../ui/field.js';
import { LoadingRows } from '../../../ui/loading.js';
import { StateMessage } from '../../../ui/state-message.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { useReportSettings, useSaveReportSettings } from './reports-api.js';
import './member-figures-setting.css';

/** Whether the brand has figures per member: an owner's decision, with what it means. */
export function MemberFiguresSetting() {
  const { t } = useTranslation();
  const mayChange = useMay('brand.manage');
  const settings = useReportSettings();
  const save = useSaveReportSettings();
  if (settings.isPending) return <LoadingRows rows={1} />;
  if (!settings.data)
    return (
      <StateMessage
        tone="error"
        compact
        title={t('settings.loadError')}
        action={<Button onClick={() => settings.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(settings.error)}
      </StateMessage>
    );
  return (
    <div className="form">
      <Switch
        label={t('reports.perMember')}
        hint={t('reports.perMemberHint')}
        checked={settings.data.perMember}
        disabled={!mayChange || save.isPending}
        onChange={({ target }) =>
          save.mutate(
            { perMember: target.checked },
            {
              onSuccess: ({ perMember }) =>
                toast.show({
                  tone: 'ok',
                  text: t(perMember ? 'reports.perMemberOn' : 'reports.perMemberOff'),
                }),
            },
          )
        }
      />
      <ul className="report-setting-facts">
        {(['off', 'on', 'few', 'council'] as const).map((fact) => (
          <li key={fact}>{t(`reports.perMemberFacts.${fact}`)}</li>
        ))}
      </ul>
      {!mayChange && <p className="report-setting-note">{t('reports.perMemberOwners')}</p>}
    </div>
  );
}
