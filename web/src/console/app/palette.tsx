import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { readStored, writeStored } from '../../lib/stored.js';
import { Dialog } from '../../ui/dialog.js';
import { Keys } from '../../ui/kbd.js';
import { PickerList, type PickerOption } from '../../ui/picker.js';
import { type Command, useAllCommands } from '../keys/commands.js';
import { found, grouped, remembered } from './palette-order.js';

const recentKey = 'palette-recent';

/** Everything that can be done here and now, by name; what is asked next (to whom, until when) is asked here. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const commands = useAllCommands();
  const [query, setQuery] = useState('');
  const [within, setWithin] = useState<string | null>(null);
  const recent = useMemo(() => readStored<string[]>(recentKey, []), []);
  const parent = commands.find((command) => command.id === within);
  const offered = parent?.steps ? parent.steps(query) : commands.filter((command) => !command.hidden);
  const shown = query.trim() ? found(offered, query, !parent) : parent ? offered : grouped(offered, recent);
  const heading = (command: Command) =>
    parent
      ? parent.label
      : !query.trim() && recent.includes(command.id)
        ? t('app.paletteRecent')
        : t(command.group === 'reports' ? 'app.reports' : `app.keyGroups.${command.group}`);

  const choose = (command: Command) => {
    writeStored(recentKey, remembered(readStored<string[]>(recentKey, []), command.id));
    if (command.steps) {
      setQuery('');
      setWithin(command.id);
      return;
    }
    if (command.stays && parent) {
      command.run();
      return;
    }
    onClose();
    // The dialog gives the focus back first; a command may then move it.
    window.setTimeout(command.run, 0);
  };
  const searching: PickerOption[] =
    query.trim() && !parent
      ? [
          {
            id: 'search:',
            label: t('desk.searchFor', { query: query.trim() }),
            icon: <Search />,
            group: t('app.search'),
          },
        ]
      : [];
  return (
    <Dialog title={t('app.palette')} size="md" bare onClose={onClose}>
      <PickerList
        key={within ?? ''}
        label={parent?.label ?? t('app.palette')}
        placeholder={
          parent
            ? within?.includes('snooze')
              ? t('desk.snoozePlaceholder')
              : parent.label
            : t('app.palettePlaceholder')
        }
        emptyText={t('app.paletteEmpty')}
        filtered
        onQuery={setQuery}
        onBack={within ? () => setWithin(null) : undefined}
        options={[
          ...shown.map((command) => ({
            id: command.id,
            label: command.label,
            icon: command.icon,
            selected: command.selected,
            group: heading(command),
            detail: command.keys ? <Keys keys={command.keys.split(' | ')[0] ?? ''} /> : command.detail,
          })),
          ...searching,
        ]}
        onSelect={(id) => {
          if (id === 'search:') {
            onClose();
            navigate(`/search?q=${encodeURIComponent(query.trim())}`);
            return;
          }
          const command = shown.find((candidate) => candidate.id === id);
          if (command) choose(command);
        }}
      />
    </Dialog>
  );
}
