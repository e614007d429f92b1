import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.js';
import { Keys } from '../../ui/kbd.js';
import { keyGroups, keyList } from '../keys/key-list.js';

/** All keys there are. */
export function KeysOverlay({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('app.keys')} size="lg" readable onClose={onClose}>
      <div className="keys-overlay">
        {keyGroups.map((group) => (
          <section key={group}>
            <h3 className="keys-heading">
              {group === 'reports' ? t('app.reports') : t(`app.keyGroups.${group}`)}
            </h3>
            <dl>
              {keyList
                .filter((entry) => entry.group === group)
                .map((entry) => (
                  <div key={entry.id} className="keys-row" data-keys={entry.keys}>
                    <dt>
                      {entry.group === 'reports'
                        ? t(`reports.steps.${entry.id}`)
                        : t(`desk.keys.${entry.id}`)}
                    </dt>
                    <dd>
                      {entry.keys.split(' | ').map((keys) => (
                        <span key={keys}>
                          <Keys keys={keys} />
                          <span className="visually-hidden">
                            {keys.replaceAll(' ', ` ${t('app.keyThen')} `)}
                          </span>
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
