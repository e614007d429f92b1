import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Floating } from '../../ui/floating.js';
import type { Trigger } from './trigger.js';
import './suggestions.css';
import type { FieldProps } from './writing.js';

export type Suggestion = {
  id: string;
  label: string;
  icon?: ReactNode;
  detail?: ReactNode;
  group?: string;
  /** What it is, beside the list, while it is the one that Enter takes. */
  preview?: ReactNode;
  onChoose: () => void;
};

/**
 * A list beside a field, chosen from while typing goes on: the focus stays in the field, which forwards its keys.
 * Nothing is chosen by Enter before something was typed or an arrow was pressed: a lone sign is a sign.
 */
export function useSuggestions(trigger: Trigger | null, options: Suggestion[], onDismiss: () => void) {
  const id = useId();
  const [at, setAt] = useState(-1);
  const what = trigger && `${trigger.kind}${trigger.query}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query begins at its best hit
  useEffect(() => setAt(trigger && (trigger.query !== '' || trigger.kind !== 'emoji') ? 0 : -1), [what]);
  const open = trigger !== null && options.length > 0;
  const active = open ? options[Math.min(at, options.length - 1)] : undefined;

  const onKey: FieldProps['onKey'] = (event) => {
    if (!open || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'ArrowDown') setAt(at >= options.length - 1 ? 0 : at + 1);
    else if (event.key === 'ArrowUp') setAt(at <= 0 ? options.length - 1 : at - 1);
    else if (event.key === 'Escape') onDismiss();
    else if ((event.key === 'Enter' && !event.shiftKey) || (event.key === 'Tab' && !event.shiftKey)) {
      if (!active) return false;
      active.onChoose();
    } else return false;
    return true;
  };
  return {
    onKey,
    list: open ? { id, active: active && `${id}-${active.id}` } : null,
    shown: open ? { id, options, active, setAt } : null,
  };
}

type Shown = NonNullable<ReturnType<typeof useSuggestions>['shown']>;

export function SuggestionList({
  shown,
  anchor,
  label,
  hint,
}: {
  shown: Shown;
  anchor: RefObject<HTMLElement | null>;
  label: string;
  hint?: ReactNode;
}) {
  const { id, options, active, setAt } = shown;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <Floating anchor={anchor} placement="top-start">
      <div className={active?.preview ? 'panel suggestions has-preview' : 'panel suggestions'}>
        <div ref={list} id={id} role="listbox" aria-label={label} className="suggestions-list">
          {options.map((option, index) => (
            <div key={option.id} className="suggestions-row">
              {option.group && option.group !== options[index - 1]?.group && (
                <div className="menu-heading" aria-hidden="true">
                  {option.group}
                </div>
              )}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys */}
              {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field (aria-activedescendant) */}
              <div
                id={`${id}-${option.id}`}
                role="option"
                aria-selected={option === active}
                data-active={option === active || undefined}
                className="menu-item"
                onPointerMove={() => option !== active && setAt(index)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={option.onChoose}
              >
                {option.icon}
                <span className="menu-label truncate">{option.label}</span>
                {option.detail && <span className="menu-detail">{option.detail}</span>}
              </div>
            </div>
          ))}
        </div>
        {active?.preview && <div className="suggestions-preview">{active.preview}</div>}
        {hint && <div className="suggestions-hint">{hint}</div>}
      </div>
    </Floating>
  );
}
