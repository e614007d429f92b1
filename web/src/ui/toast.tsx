import { AlertTriangle, CheckCircle2, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.js';
import { cx } from './cx.js';
import './toast.css';

export type ToastInput = {
  /** A second toast with the same id replaces the first. */
  id?: string;
  tone?: 'quiet' | 'ok' | 'error';
  text: ReactNode;
  action?: { label: string; keys?: string; onSelect: () => void };
  /** Milliseconds until it goes by itself; errors stay longer. A countdown is drawn with `countdown`. */
  durationMs?: number;
  countdown?: boolean;
};
type Toast = ToastInput & { id: string; durationMs: number };

let toasts: Toast[] = [];
let serial = 0;
const listeners = new Set<() => void>();
const change = (next: Toast[]) => {
  toasts = next;
  for (const listener of listeners) listener();
};

export const toast = {
  show(input: ToastInput): string {
    const id = input.id ?? `toast-${++serial}`;
    const durationMs = input.durationMs ?? (input.tone === 'error' ? 9_000 : 4_500);
    change([...toasts.filter((other) => other.id !== id), { ...input, id, durationMs }].slice(-4));
    return id;
  },
  dismiss(id: string) {
    if (toasts.some((other) => other.id === id)) change(toasts.filter((other) => other.id !== id));
  },
};

/** Where toasts appear; one per page. Also the live region that reads them out. */
export function ToastViewport() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((entry) => (
        <ToastCard key={entry.id} entry={entry} />
      ))}
    </div>
  );
}

function ToastCard({ entry }: { entry: Toast }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  const left = useRef(entry.durationMs);

  useEffect(() => {
    left.current = entry.durationMs;
  }, [entry]);
  useEffect(() => {
    // A countdown shows a time that runs elsewhere (the hold of a reply): the pointer cannot stop that.
    if (held && !entry.countdown) return;
    const started = Date.now();
    const timer = window.setTimeout(() => toast.dismiss(entry.id), left.current);
    return () => {
      window.clearTimeout(timer);
      left.current = Math.max(0, left.current - (Date.now() - started));
    };
  }, [entry, held]);

  return (
    <div
      className={cx('toast', `toast-${entry.tone ?? 'quiet'}`)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      {entry.tone === 'error' && <AlertTriangle aria-hidden="true" />}
      {entry.tone === 'ok' && <CheckCircle2 aria-hidden="true" />}
      <div className="toast-text">{entry.text}</div>
      {entry.action && (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            toast.dismiss(entry.id);
            entry.action?.onSelect();
          }}
        >
          {entry.action.label}
          {entry.action.keys && <kbd className="kbd">{entry.action.keys.toUpperCase()}</kbd>}
        </button>
      )}
      <IconButton size="sm" label={t('ui.dismiss')} onClick={() => toast.dismiss(entry.id)}>
        <X />
      </IconButton>
      {entry.countdown && (
        <span
          key={entry.id}
          className="toast-countdown"
          style={{ animationDuration: `${entry.durationMs}ms` }}
        />
      )}
    </div>
  );
}
