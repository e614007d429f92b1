import type { Tag } from '@parley/shared/brands.js';
import type { PersonDetail } from '@parley/shared/people.js';
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TagChip } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Picker } from '../../../ui/picker.js';
import { Tooltip } from '../../../ui/tooltip.js';
import { useCreateTag, useTags } from '../../data/lookups.js';
import { useMay } from '../../data/session.js';
import { useUpdatePerson } from './person-api.js';

/** A person's tags, changed where they stand. */
export function PersonTags({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  const mayEdit = useMay('people.edit');
  const mayCreate = useMay('workflow.manage');
  const tags = useTags().data ?? [];
  const create = useCreateTag();
  const update = useUpdatePerson(person.id);
  const anchor = useRef<HTMLButtonElement>(null);
  const [picking, setPicking] = useState(false);
  const save = (next: readonly Tag[]) => update.mutate({ tagIds: next.map(({ id }) => id) });
  const has = (id: string) => person.tags.some((tag) => tag.id === id);
  const toggle = (tag: Tag) =>
    save(has(tag.id) ? person.tags.filter(({ id }) => id !== tag.id) : [...person.tags, tag]);
  if (!mayEdit && person.tags.length === 0) return null;
  return (
    <section className="person-tags" aria-label={t('personFields.tags')}>
      <ul>
        {person.tags.map((tag) => (
          <li key={tag.id}>
            <TagChip
              name={tag.name}
              color={tag.color}
              onRemove={mayEdit ? () => toggle(tag) : undefined}
              removeLabel={t('personFields.removeTag', { name: tag.name })}
            />
          </li>
        ))}
        {mayEdit && (
          <li>
            {/* A plus alone says nothing where there is no tag yet beside it. */}
            <Tooltip label={t('personFields.editTags')}>
              <Button
                ref={anchor}
                size="sm"
                variant="ghost"
                className={cx('person-tag-add', person.tags.length > 0 && 'btn-icon')}
                aria-label={t('personFields.editTags')}
                aria-haspopup="dialog"
                aria-expanded={picking}
                icon={<Plus />}
                onClick={() => setPicking(!picking)}
              >
                {person.tags.length === 0 && t('personFields.tags')}
              </Button>
            </Tooltip>
          </li>
        )}
      </ul>
      {picking && (
        <Picker
          anchor={anchor}
          placement="bottom-start"
          label={t('personFields.tags')}
          placeholder={t(mayCreate ? 'personFields.tagPlaceholder' : 'personFields.findTag')}
          emptyText={t('personFields.noTag')}
          create={mayCreate ? (name) => t('personFields.tagCreate', { name }) : undefined}
          options={tags.map((tag) => ({
            id: tag.id,
            label: tag.name,
            icon: <span className="tag-dot" style={{ background: tag.color }} />,
            selected: has(tag.id),
          }))}
          onSelect={(id, query) => {
            const tag = tags.find((one) => one.id === id);
            if (id === 'create:') create.mutate({ name: query }, { onSuccess: toggle });
            else if (tag) toggle(tag);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </section>
  );
}
