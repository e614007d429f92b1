import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.js';
import { Keys } from '../../ui/kbd.js';
import { PickerList } from '../../ui/picker.js';
import { useAllCommands } from '../keys/commands.js';

const order = ['conversation', 'reply', 'go', 'app'] as const;

/** Everything that can be done here and now, by name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const commands = useAllCommands()
    .filter((command) => !command.hidden)
    .sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
  return (
    <Dialog title={t('app.palette')} size="md" bare onClose={onClose}>
      <PickerList
        label={t('app.palette')}
        placeholder={t('app.palettePlaceholder')}
        emptyText={t('app.paletteEmpty')}
        options={commands.map((command) => ({
          id: command.id,
          label: command.label,
          keywords: command.keywords,
          icon: command.icon,
          group: t(`app.keyGroups.${command.group}`),
          detail: command.keys && <Keys keys={command.keys.split(' | ')[0] ?? ''} />,
        }))}
        onSelect={(id) => {
          onClose();
          // The dialog gives the focus back first; a command may then move it.
          const command = commands.find((candidate) => candidate.id === id);
          window.setTimeout(() => command?.run(), 0);
        }}
      />
    </Dialog>
  );
}
