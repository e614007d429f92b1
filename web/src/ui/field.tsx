import {
  createContext,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  use,
  useId,
} from 'react';
import { cx } from './cx.js';
import './field.css';

type FieldWiring = { id: string; describedBy?: string; invalid: boolean };
const FieldContext = createContext<FieldWiring | null>(null);

type FieldProps = {
  label: string;
  hint?: ReactNode;
  error?: string;
  optional?: string;
  /** The label is only read out, not shown. */
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
};

/** Ties label, hint and error to the one control inside. */
export function Field({ label, hint, error, optional, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = cx(hint ? hintId : null, error ? errorId : null) || undefined;
  return (
    <div className={cx('field', className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : 'field-label'}>
        {label}
        {optional && <span className="field-optional">{optional}</span>}
      </label>
      <FieldContext value={{ id, describedBy, invalid: Boolean(error) }}>{children}</FieldContext>
      {hint && (
        <div id={hintId} className="field-hint">
          {hint}
        </div>
      )}
      {error && (
        <div id={errorId} className="field-error" role="alert">
          {error}
        </div>
      )}
    </div>
  );
}

function useWiring() {
  const field = use(FieldContext);
  return field
    ? { id: field.id, 'aria-describedby': field.describedBy, 'aria-invalid': field.invalid || undefined }
    : {};
}

export function Input(props: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input {...useWiring()} {...props} className={cx('input', props.className)} />;
}

export function TextArea(
  props: TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> },
) {
  return <textarea rows={4} {...useWiring()} {...props} className={cx('input textarea', props.className)} />;
}

export function Select(props: SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> }) {
  return (
    <span className="select">
      <select {...useWiring()} {...props} className={cx('input', props.className)} />
    </span>
  );
}

type SwitchProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & { label: string; hint?: ReactNode };

export function Switch({ label, hint, className, ...input }: SwitchProps) {
  const id = useId();
  return (
    <label className={cx('switch', className)}>
      <input {...input} type="checkbox" {...{ role: 'switch' }} aria-describedby={hint ? id : undefined} />
      <span className="switch-track" aria-hidden="true" />
      <span className="switch-text">
        {label}
        {hint && (
          <span id={id} className="field-hint">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}

export function Checkbox({ label, hint, className, ...input }: SwitchProps) {
  const id = useId();
  return (
    <label className={cx('check', className)}>
      <input {...input} type="checkbox" aria-describedby={hint ? id : undefined} />
      <span className="switch-text">
        {label}
        {hint && (
          <span id={id} className="field-hint">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
