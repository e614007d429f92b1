import { type NotificationKind, notificationKinds } from '@parley/shared/notifications.js';
import { useTranslation } from 'react-i18next';
import { Switch } from '../../../ui/field.js';
import { useSeat } from '../../data/session.js';
import { Loaded } from './loaded.js';
import { useNotificationSettings, useSaveNotificationSettings } from './notice-settings-api.js';

/** Which happenings this member is told of, in this brand. */
export function NoticeSettings() {
  const { t } = useTranslation();
  const { role } = useSeat();
  const settings = useNotificationSettings();
  const save = useSaveNotificationSettings();
  return (
    <fieldset className="field notice-kinds" id="notices">
      <legend className="field-label">{t('notices.kindsTitle')}</legend>
      <Loaded query={settings}>
        {({ unwanted }) => (
          <>
            {notificationKinds
              .filter((kind) => kind !== 'channel_degraded' || role === 'owner')
              .map((kind: NotificationKind) => (
                <Switch
                  key={kind}
                  label={t(`notices.kinds.${kind}`)}
                  checked={!unwanted.includes(kind)}
                  onChange={(event) =>
                    save.mutate({
                      unwanted: event.target.checked
                        ? unwanted.filter((one) => one !== kind)
                        : [...unwanted, kind],
                    })
                  }
                />
              ))}
          </>
        )}
      </Loaded>
    </fieldset>
  );
}
