import { Check } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Floating, useDismiss } from './floating.js';
import { matches } from './match.js';
import './picker.css';
import type { Placement } from './place.js';

export type PickerOption = {
  id: string;
  label: string;
  /** Also found by these words. */
  keywords?: string;
  detail?: ReactNode;
  icon?: ReactNode;
  selected?: boolean;
  group?: string;
};

type ListProps = {
  label: string;
  placeholder: string;
  options: PickerOption[];
  emptyText: string;
  onSelect: (id: string, query: string) => void;
  /** Offered as the last entry when nothing has exactly this name. */
  create?: (query: string) => string;
  onQuery?: (query: string) => void;
  /** The caller has filtered already. */
  filtered?: boolean;
  /** Backspace where nothing is typed. */
  onBack?: () => void;
};

/** Search field with a list beneath: a combobox that keeps focus in the field. `create:` ids make new ones. */
export function PickerList({
  label,
  placeholder,
  options,
  emptyText,
  onSelect,
  create,
  onQuery,
  filtered,
  onBack,
}: ListProps) {
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);

  const shown = useMemo(() => {
    const text = query.trim();
    const found = filtered
      ? options
      : options.filter((option) => matches(`${option.label} ${option.keywords ?? ''}`, text));
    if (!create || !text || options.some((option) => option.label.toLowerCase() === text.toLowerCase()))
      return found;
    return [...found, { id: 'create:', label: create(text) } satisfies PickerOption];
  }, [options, query, create, filtered]);

  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const active = shown[Math.min(at, shown.length - 1)];
  const choose = (option: PickerOption | undefined) => option && onSelect(option.id, query.trim());

  return (
    <div className="picker">
      <input
        ref={input}
        className="picker-input"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={active ? `${listId}-${active.id}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
          onQuery?.(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const last = shown.length - 1;
          if (event.key === 'ArrowDown') setAt(at >= last ? 0 : at + 1);
          else if (event.key === 'ArrowUp') setAt(at <= 0 ? last : at - 1);
          else if (event.key === 'Backspace' && query === '' && onBack) onBack();
          else if (event.key === 'Enter') choose(active);
          else return;
          event.preventDefault();
        }}
      />
      <div ref={list} id={listId} role="listbox" aria-label={label} className="picker-list">
        {shown.length === 0 && <p className="picker-empty">{emptyText}</p>}
        {shown.map((option, index) => (
          <PickerRow
            key={option.id}
            id={`${listId}-${option.id}`}
            option={option}
            heading={option.group && option.group !== shown[index - 1]?.group ? option.group : undefined}
            active={option === active}
            at={index}
            onHover={() => setAt(index)}
            onChoose={() => choose(option)}
          />
        ))}
      </div>
    </div>
  );
}

function PickerRow(props: {
  id: string;
  option: PickerOption;
  heading?: string;
  active: boolean;
  at: number;
  onHover: () => void;
  onChoose: () => void;
}) {
  const { option } = props;
  return (
    <>
      {props.heading && <div className="menu-heading">{props.heading}</div>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field (aria-activedescendant) */}
      <div
        id={props.id}
        role="option"
        aria-selected={option.selected ?? props.active}
        data-at={props.at}
        data-active={props.active || undefined}
        className="menu-item"
        onPointerMove={props.onHover}
        onPointerDown={(event) => event.preventDefault()}
        onClick={props.onChoose}
      >
        {option.icon}
        <span className="menu-label truncate">{option.label}</span>
        {option.detail && <span className="menu-detail">{option.detail}</span>}
        {option.selected && <Check className="menu-check" aria-hidden="true" />}
      </div>
    </>
  );
}

type PickerProps = ListProps & {
  anchor: RefObject<HTMLElement | null>;
  placement?: Placement;
  onClose: () => void;
};

/** The list in a popover beside its anchor. */
export function Picker({ anchor, placement, onClose, ...list }: PickerProps) {
  const box = useRef<HTMLDivElement>(null);
  useDismiss(true, [box, anchor], (reason) => {
    onClose();
    if (reason === 'escape') anchor.current?.focus({ preventScroll: true });
  });
  return (
    <Floating anchor={anchor} placement={placement}>
      <div ref={box} role="dialog" aria-label={list.label} className="panel picker-panel">
        <PickerList {...list} />
      </div>
    </Floating>
  );
}
