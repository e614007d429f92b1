import { AlarmClock, Tag, UserPlus } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { IconButton } from '../../ui/button.js';

/** What is chosen from a list beside its button. */
export type Picking = 'assign' | 'tags' | 'snooze';

const looks: Record<Picking, { keys: string; icon: ReactNode }> = {
  assign: { keys: 'a', icon: <UserPlus /> },
  tags: { keys: 't', icon: <Tag /> },
  snooze: { keys: 's', icon: <AlarmClock /> },
};

type Props = {
  ref: Ref<HTMLButtonElement>;
  what: Picking;
  label: string;
  className?: string;
  /** What is being chosen now. */
  picking: string | null;
  onPick: (what: Picking | null) => void;
};

/** Opens the list of members, tags or times, and closes it again. */
export function PickerButton({ ref, what, label, className, picking, onPick }: Props) {
  return (
    <IconButton
      ref={ref}
      label={label}
      keys={looks[what].keys}
      className={className}
      aria-haspopup="listbox"
      aria-expanded={picking === what}
      onClick={() => onPick(picking === what ? null : what)}
    >
      {looks[what].icon}
    </IconButton>
  );
}
