import type { Tag } from '@parley/shared/brands.js';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { Field, Input } from '../../../ui/field.js';
import { Section } from '../../../ui/section.js';
import { useTags } from '../../data/lookups.js';
import { useMay } from '../../data/session.js';
import { Loaded } from './loaded.js';
import { useDeleteTag, useSaveTag } from './settings-api.js';

export function TagsSettings() {
  const { t } = useTranslation();
  const tags = useTags();
  const mayManage = useMay('workflow.manage');
  return (
    <>
      <Loaded query={tags} shape="rows">
        {(rows) =>
          rows.length === 0 ? (
            <p className="section-text">{t('settings.tagsNone')}</p>
          ) : (
            <ul className="rows">
              {rows.map((tag) => (
                <TagRow key={tag.id} tag={tag} mayManage={mayManage} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayManage && <NewTag />}
    </>
  );
}

function TagRow({ tag, mayManage }: { tag: Tag; mayManage: boolean }) {
  const { t } = useTranslation();
  const save = useSaveTag();
  const remove = useDeleteTag();
  const [name, setName] = useState(tag.name);
  const [color, setColor] = useState(tag.color);
  const [asking, setAsking] = useState(false);
  const changed = name.trim() !== tag.name || color !== tag.color;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ id: tag.id, name: name.trim(), color });
  };
  return (
    <li>
      <form className="row-main" onSubmit={submit}>
        <fieldset className="color-line" disabled={!mayManage}>
          <input
            type="color"
            className="color"
            aria-label={t('settings.tagColor', { name: tag.name })}
            value={color}
            onChange={(event) => setColor(event.target.value)}
          />
          <Input
            aria-label={t('settings.tagName')}
            required
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          {changed && (
            <Button type="submit" size="sm" variant="primary" busy={save.isPending}>
              {t('ui.save')}
            </Button>
          )}
        </fieldset>
      </form>
      {mayManage && (
        <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
          {t('ui.delete')}
        </Button>
      )}
      {asking && (
        <Confirm
          title={t('settings.deleteTagTitle', { name: tag.name })}
          description={t('settings.deleteTagText')}
          action={t('ui.delete')}
          danger
          onConfirm={() => remove.mutateAsync(tag.id)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

function NewTag() {
  const { t } = useTranslation();
  const save = useSaveTag();
  const [name, setName] = useState('');
  const [color, setColor] = useState('#2b8a6e');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim(), color }, { onSuccess: () => setName('') });
  };
  return (
    <Section title={t('settings.newTag')}>
      <form onSubmit={submit}>
        <Field label={t('settings.tagName')}>
          <span className="color-line">
            <input
              type="color"
              className="color"
              aria-label={t('settings.newTagColor')}
              value={color}
              onChange={(event) => setColor(event.target.value)}
            />
            <Input required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
            <Button type="submit" busy={save.isPending}>
              {t('ui.add')}
            </Button>
          </span>
        </Field>
      </form>
    </Section>
  );
}
