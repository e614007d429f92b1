import { type PersonField, type PersonFieldKind, personFieldKindSchema } from '@parley/shared/people.js';
import { ArrowDown, ArrowUp, Plus, Trash2, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../../ui/badge.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input, Select, Switch } from '../../../ui/field.js';
import { usePersonFields } from '../../data/lookups.js';
import { useMay } from '../../data/session.js';
import { Loaded } from './loaded.js';
import { useDeletePersonField, useOrderPersonFields, useSavePersonField } from './person-fields-api.js';
import './person-fields-settings.css';

/** What the brand wants to know of its people. */
export function PersonFieldsSettings() {
  const { t } = useTranslation();
  const fields = usePersonFields();
  const mayManage = useMay('workflow.manage');
  const [editing, setEditing] = useState<PersonField | 'new' | null>(null);
  return (
    <>
      <Loaded query={fields}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="section-text">{t('personFields.none')}</p>
          ) : (
            <ul className="rows">
              {rows.map((field, index) => (
                <FieldRow
                  key={field.id}
                  field={field}
                  rows={rows}
                  index={index}
                  mayManage={mayManage}
                  onEdit={() => setEditing(field)}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayManage && (
        <Button className="pfield-new" icon={<Plus />} onClick={() => setEditing('new')}>
          {t('personFields.new')}
        </Button>
      )}
      {editing && <FieldDialog field={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function FieldRow({
  field,
  rows,
  index,
  mayManage,
  onEdit,
}: {
  field: PersonField;
  rows: PersonField[];
  index: number;
  mayManage: boolean;
  onEdit: () => void;
}) {
  const { t } = useTranslation();
  const order = useOrderPersonFields();
  const remove = useDeletePersonField();
  const [asking, setAsking] = useState(false);
  const { name } = field;
  const move = (by: 1 | -1) => {
    const ids = rows.map(({ id }) => id);
    ids.splice(index, 1);
    ids.splice(index + by, 0, field.id);
    order.mutate(ids);
  };
  return (
    <li>
      <div className="row-main pfield-main">
        <strong className="truncate">{name}</strong>
        <span className="pfield-facts">
          {t(`personFields.kinds.${field.kind}`)}
          {field.kind === 'select' && `: ${field.options.map((option) => option.name).join(', ')}`}
        </span>
      </div>
      {!field.beside && <Badge>{t('personFields.onPage')}</Badge>}
      {mayManage && (
        <span className="pfield-acts">
          <IconButton
            size="sm"
            label={t('personFields.up', { name })}
            disabled={index === 0 || order.isPending}
            onClick={() => move(-1)}
          >
            <ArrowUp />
          </IconButton>
          <IconButton
            size="sm"
            label={t('personFields.down', { name })}
            disabled={index === rows.length - 1 || order.isPending}
            onClick={() => move(1)}
          >
            <ArrowDown />
          </IconButton>
          <Button size="sm" aria-label={t('personFields.edit', { name })} onClick={onEdit}>
            {t('personFields.change')}
          </Button>
          <IconButton size="sm" label={t('personFields.delete', { name })} onClick={() => setAsking(true)}>
            <Trash2 />
          </IconButton>
        </span>
      )}
      {asking && (
        <Confirm
          title={t('personFields.deleteTitle', { name })}
          description={t('personFields.deleteText')}
          action={t('ui.delete')}
          danger
          onConfirm={() => remove.mutateAsync(field.id)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

interface Option {
  /** Missing while it is new. */
  id?: string;
  key: string;
  name: string;
}

let made = 0;
const newOption = (): Option => ({ key: `new-${++made}`, name: '' });

function FieldDialog({ field, onClose }: { field: PersonField | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSavePersonField();
  const [name, setName] = useState(field?.name ?? '');
  const [kind, setKind] = useState<PersonFieldKind>(field?.kind ?? 'text');
  const [beside, setBeside] = useState(field?.beside ?? true);
  const [options, setOptions] = useState<Option[]>(
    field?.options.map((option) => ({ ...option, key: option.id })) ?? [newOption(), newOption()],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const named = options.filter((option) => option.name.trim() !== '');
    save.mutate(
      {
        ...(field ? { id: field.id } : { kind }),
        name: name.trim(),
        beside,
        options:
          kind === 'select' ? named.map((option) => ({ id: option.id, name: option.name.trim() })) : [],
      },
      { onSuccess: onClose },
    );
  };
  const rename = (key: string, next: string) =>
    setOptions(options.map((option) => (option.key === key ? { ...option, name: next } : option)));
  return (
    <Dialog
      title={field ? t('personFields.edit', { name: field.name }) : t('personFields.new')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" form="person-field" variant="primary" busy={save.isPending}>
            {t('ui.save')}
          </Button>
        </>
      }
    >
      <form id="person-field" className="pfield-form" onSubmit={submit}>
        <Field label={t('personFields.name')}>
          <Input required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t('personFields.kind')}>
          <Select
            disabled={field !== null}
            value={kind}
            onChange={(event) => setKind(personFieldKindSchema.parse(event.target.value))}
          >
            {personFieldKindSchema.options.map((one) => (
              <option key={one} value={one}>
                {t(`personFields.kinds.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        {kind === 'select' && (
          <fieldset className="pfield-options">
            <legend className="field-label">{t('personFields.options')}</legend>
            {options.map((option, index) => (
              <span key={option.key} className="pfield-option">
                <Input
                  aria-label={t('personFields.option', { number: index + 1 })}
                  maxLength={60}
                  required={index === 0}
                  value={option.name}
                  onChange={(event) => rename(option.key, event.target.value)}
                />
                {options.length > 1 && (
                  <IconButton
                    size="sm"
                    label={t('personFields.removeOption', { name: option.name || String(index + 1) })}
                    onClick={() => setOptions(options.filter(({ key }) => key !== option.key))}
                  >
                    <X />
                  </IconButton>
                )}
              </span>
            ))}
            <Button
              size="sm"
              variant="ghost"
              icon={<Plus />}
              onClick={() => setOptions([...options, newOption()])}
            >
              {t('personFields.addOption')}
            </Button>
          </fieldset>
        )}
        <Switch
          label={t('personFields.beside')}
          hint={t('personFields.besideHint')}
          checked={beside}
          onChange={(event) => setBeside(event.target.checked)}
        />
      </form>
    </Dialog>
  );
}
