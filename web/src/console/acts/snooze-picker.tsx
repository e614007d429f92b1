import { AlarmClock, CalendarClock, MessageCircleReply, Moon, Sun } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Picker, type PickerOption } from '../../ui/picker.js';
import { formatInZone, useBrandZone } from '../data/brand.js';
import { instantOf, readTime, wallOf } from './natural-time.js';

/** Times people usually mean, by the clock of a zone. */
export function usualTimes(now: Date, zone: string): { later: Date; tomorrow: Date; monday: Date } {
  const wall = wallOf(now, zone);
  const later = new Date(Math.ceil((now.getTime() + 3 * 3_600_000) / 900_000) * 900_000);
  const morning = (daysAhead: number) =>
    instantOf({ ...wall, day: wall.day + daysAhead, hour: 8, minute: 30 }, zone);
  const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
  return { later, tomorrow: morning(1), monday: morning((8 - weekday) % 7 || 7) };
}

/** What can be chosen, and what was typed as a time; by the clock of the brand. */
export function useSnoozeOptions(query: string, more: { canWake?: boolean; canPick?: boolean } = {}) {
  const { t, i18n } = useTranslation();
  const zone = useBrandZone();
  const now = new Date();
  const times = usualTimes(now, zone);
  const typed = readTime(query, now, zone);
  const when = (at: Date) => formatInZone(i18n.language, at, zone);
  const dates: Record<string, Date> = { ...times, ...(typed ? { typed } : {}) };
  const options: PickerOption[] = [
    ...(typed
      ? [
          {
            id: 'typed',
            label: when(typed),
            keywords: query,
            icon: <AlarmClock />,
          },
        ]
      : []),
    ...(more.canWake ? [{ id: 'wake', label: t('conversation.unsnooze'), icon: <Sun /> }] : []),
    { id: 'later', label: t('conversation.snoozeLater'), icon: <AlarmClock />, detail: when(times.later) },
    { id: 'tomorrow', label: t('conversation.snoozeTomorrow'), icon: <Sun />, detail: when(times.tomorrow) },
    { id: 'monday', label: t('conversation.snoozeWeek'), icon: <Moon />, detail: when(times.monday) },
    { id: 'writes', label: t('conversation.snoozeUntilWrites'), icon: <MessageCircleReply /> },
    ...(more.canPick ? [{ id: 'pick', label: t('conversation.snoozePick'), icon: <CalendarClock /> }] : []),
  ];
  return { options, dateOf: (id: string): Date | null => dates[id] ?? null };
}

type Props = {
  anchor: RefObject<HTMLElement | null>;
  /** `null`: until the person writes. */
  onSnooze: (until: Date | null) => void;
  onWake?: (() => void) | undefined;
  /** The dialog with a calendar. */
  onPick?: (() => void) | undefined;
  onClose: () => void;
};

export function SnoozePicker({ anchor, onSnooze, onWake, onPick, onClose }: Props) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const { options, dateOf } = useSnoozeOptions(query, { canWake: !!onWake, canPick: !!onPick });
  return (
    <Picker
      anchor={anchor}
      placement="bottom-end"
      label={t('conversation.snooze')}
      placeholder={t('desk.snoozePlaceholder')}
      emptyText={t('desk.snoozeNoTime')}
      options={options}
      onQuery={setQuery}
      onSelect={(id) => {
        onClose();
        anchor.current?.focus({ preventScroll: true });
        if (id === 'wake') onWake?.();
        else if (id === 'pick') onPick?.();
        else onSnooze(dateOf(id));
      }}
      onClose={onClose}
    />
  );
}
