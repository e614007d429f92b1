import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { cx } from './cx.js';
import './segmented.css';

export type Segment<V extends string> = {
  value: V;
  label: string;
  icon?: ReactNode;
  /** Extra class of this one segment, e.g. its colour. */
  className?: string;
  title?: string;
  count?: string;
};

type Props<V extends string> = {
  label: string;
  value: V;
  options: Segment<V>[];
  onChange: (value: V) => void;
  size?: 'sm' | 'md';
  className?: string;
};

/** One of a few, all in sight: a radio group with arrow keys. */
export function Segmented<V extends string>({
  label,
  value,
  options,
  onChange,
  size = 'md',
  className,
}: Props<V>) {
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = options.findIndex((option) => option.value === value);
    const next = (at + by + options.length) % options.length;
    const option = options[next];
    if (!option) return;
    onChange(option.value);
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[next]?.focus();
  };
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      tabIndex={-1}
      className={cx('segmented', `segmented-${size}`, className)}
      onKeyDown={onKeyDown}
    >
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a segment is drawn as a button and wired as a radio
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          title={option.title}
          className={cx('segment', option.className)}
          onClick={() => onChange(option.value)}
        >
          {option.icon}
          <span className="truncate">{option.label}</span>
          {option.count && <span className="segment-count tabular">{option.count}</span>}
        </button>
      ))}
    </div>
  );
}
