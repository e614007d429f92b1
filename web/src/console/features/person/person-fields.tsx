import type { FieldValue, PersonDetail, PersonField } from '@parley/shared/people.js';
import { ExternalLink } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Checkbox, Input, Select } from '../../../ui/field.js';
import { usePersonFields } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { shownValue } from './field-text.js';
import { useUpdatePerson } from './person-api.js';

/** What the brand wants to know, changed where it stands. @param beside only the important ones; the rest is a link away */
export function PersonFields({ person, beside }: { person: PersonDetail; beside?: boolean }) {
  const { t } = useTranslation();
  const all = usePersonFields().data ?? [];
  const shown = beside ? all.filter((field) => field.beside) : all;
  const more = all.filter((field) => !shown.includes(field) && person.fields[field.id] !== undefined).length;
  if (shown.length === 0 && more === 0) return null;
  return (
    <section className="person-part">
      <h3>{t('personFields.title')}</h3>
      <dl className="person-fields">
        {shown.map((field) => (
          <FieldLine key={field.id} person={person} field={field} />
        ))}
      </dl>
      {more > 0 && (
        <Link className="person-more" to={`/people/${person.id}`}>
          {t('personFields.more', { count: more })}
        </Link>
      )}
    </section>
  );
}

function FieldLine({ person, field }: { person: PersonDetail; field: PersonField }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const mayEdit = useMay('people.edit');
  const update = useUpdatePerson(person.id);
  const value = person.fields[field.id];
  const save = (next: FieldValue | null) => {
    if (next !== (value ?? null)) update.mutate({ fields: { [field.id]: next } });
  };
  const text = value === undefined ? '' : shownValue(field, value, i18n.language, t);
  return (
    <div className="person-field">
      <dt id={id} className="truncate" title={field.name}>
        {field.name}
      </dt>
      <dd>
        {!mayEdit ? (
          <span className="truncate">{text || '–'}</span>
        ) : field.kind === 'select' ? (
          <Select
            aria-labelledby={id}
            value={typeof value === 'string' ? value : ''}
            onChange={(event) => save(event.target.value || null)}
          >
            <option value="">{t('personFields.empty')}</option>
            {field.options.map((option) => (
              <option key={option.id} value={option.id}>
                {option.name}
              </option>
            ))}
          </Select>
        ) : field.kind === 'checkbox' ? (
          <Checkbox
            label={field.name}
            className="person-field-check"
            checked={value === true}
            onChange={(event) => save(event.target.checked)}
          />
        ) : (
          <FieldInput labelId={id} field={field} value={value} onSave={save} />
        )}
        {field.kind === 'url' && typeof value === 'string' && (
          <a
            className="person-field-open"
            href={value}
            target="_blank"
            rel="noreferrer noopener"
            aria-label={t('personFields.open', { name: field.name })}
          >
            <ExternalLink aria-hidden="true" />
          </a>
        )}
      </dd>
      {update.isError && (
        <p className="field-error" role="alert">
          {problemText(update.error)}
        </p>
      )}
    </div>
  );
}

const TYPES = { text: 'text', number: 'number', date: 'date', url: 'url' } as const;

function FieldInput({
  labelId,
  field,
  value,
  onSave,
}: {
  labelId: string;
  field: PersonField;
  value: FieldValue | undefined;
  onSave: (value: FieldValue | null) => void;
}) {
  const { t } = useTranslation();
  const kept = value === undefined ? '' : String(value);
  const [typed, setTyped] = useState(kept);
  // What a colleague wrote meanwhile, or what was refused and taken back.
  useEffect(() => setTyped(kept), [kept]);
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    const said = typed.trim();
    if (said === kept) return;
    onSave(said === '' ? null : field.kind === 'number' ? Number(said) : said);
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    setTyped(kept);
  };
  return (
    <Input
      aria-labelledby={labelId}
      type={TYPES[field.kind as keyof typeof TYPES] ?? 'text'}
      step={field.kind === 'number' ? 'any' : undefined}
      inputMode={field.kind === 'number' ? 'decimal' : undefined}
      placeholder={t('personFields.empty')}
      maxLength={2_000}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => save()}
      onKeyDown={keys}
    />
  );
}
