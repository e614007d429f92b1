import { useRef } from 'react';

type Props = { label: string; width: number; min: number; max: number; onResize: (width: number) => void };

/** The line between two panes: drag it, or arrow keys; a double click puts it back. */
export function PaneResizer({ label, width, min, max, onResize }: Props) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const set = (next: number) => onResize(Math.round(Math.min(max, Math.max(min, next))));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, not a rule
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      className="pane-resizer"
      onDoubleClick={() => onResize(376)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') set(width - 16);
        else if (event.key === 'ArrowRight') set(width + 16);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => start.current && set(start.current.width + event.clientX - start.current.x)}
      onPointerUp={() => {
        start.current = null;
      }}
    />
  );
}
