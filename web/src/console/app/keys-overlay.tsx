import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.js';
import { Keys } from '../../ui/kbd.js';
import { useAllCommands } from '../keys/commands.js';

const groups = ['conversation', 'reply', 'go', 'app'] as const;

/** The keys that work here and now. */
export function KeysOverlay({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const commands = useAllCommands().filter((command) => command.keys);
  return (
    <Dialog title={t('app.keys')} size="lg" readable onClose={onClose}>
      <div className="keys-overlay">
        {groups
          .map((group) => ({ group, list: commands.filter((command) => command.group === group) }))
          .filter(({ list }) => list.length > 0)
          .map(({ group, list }) => (
            <section key={group}>
              <h3 className="keys-heading">{t(`app.keyGroups.${group}`)}</h3>
              <dl>
                {list.map((command) => (
                  <div key={command.id} className="keys-row">
                    <dt>{command.label}</dt>
                    <dd>
                      {command.keys?.split(' | ').map((keys) => (
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
