import type { Medium } from '@parley/shared/brands.js';
import type { Priority, Waits } from '@parley/shared/conversations.js';
import { X } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { Field, Select } from '../../../ui/field.js';
import { Popover } from '../../../ui/popover.js';
import type { QueueFilter } from '../../data/keys.js';
import { useChannels, useMembers, useTags } from '../../data/lookups.js';

const media: Medium[] = ['comment', 'email', 'dm', 'chat'];
const priorities: Priority[] = ['urgent', 'high', 'normal', 'low'];
const waits: Waits[] = ['overdue', 'due_soon', 'any'];
export const filterNames = [
  'waits',
  'channelId',
  'medium',
  'tagId',
  'memberId',
  'priority',
  'postId',
] as const;
type FilterName = (typeof filterNames)[number];

type Props = { filter: QueueFilter; onFilter: (filter: QueueFilter) => void };

/** The choices of every filter, with their names. */
function useChoices(): Record<FilterName, { label: string; options: { value: string; label: string }[] }> {
  const { t } = useTranslation();
  const named = (items: { id: string; name: string }[] | undefined) =>
    (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return {
    waits: {
      label: t('inbox.answer'),
      options: waits.map((value) => ({ value, label: t(`inbox.waits.${value}`) })),
    },
    channelId: { label: t('inbox.channel'), options: named(useChannels().data) },
    medium: {
      label: t('inbox.medium'),
      options: media.map((value) => ({ value, label: t(`inbox.media.${value}`) })),
    },
    tagId: { label: t('inbox.tag'), options: named(useTags().data) },
    memberId: { label: t('inbox.member'), options: named(useMembers().data) },
    priority: {
      label: t('inbox.priority'),
      options: priorities.map((value) => ({ value, label: t(`inbox.priorities.${value}`) })),
    },
    // A post is chosen where it stands, above its comments; here it can only be let go.
    postId: { label: t('inbox.post'), options: [] },
  };
}

const without = (filter: QueueFilter, name: FilterName): QueueFilter => ({ ...filter, [name]: undefined });

export function FilterPopover({
  anchor,
  filter,
  onFilter,
  onClose,
}: Props & {
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const choices = useChoices();
  return (
    <Popover anchor={anchor} label={t('inbox.filters')} placement="bottom-end" onClose={onClose}>
      <div className="qfilter">
        {filterNames
          .filter((name) => choices[name].options.length > 0)
          .map((name) => (
            <Field key={name} label={choices[name].label}>
              <Select
                value={filter[name] ?? ''}
                onChange={(event) => onFilter({ ...filter, [name]: event.target.value || undefined })}
              >
                <option value="">{t('inbox.any')}</option>
                {choices[name].options.map((option) => (
                  <option key={option.value} value={option.value}>
                    {option.label}
                  </option>
                ))}
              </Select>
            </Field>
          ))}
        <Button onClick={() => onFilter({ view: filter.view })}>{t('inbox.clearFilters')}</Button>
      </div>
    </Popover>
  );
}

export function FilterChips({ filter, onFilter }: Props) {
  const { t } = useTranslation();
  const choices = useChoices();
  const active = filterNames.filter((name) => filter[name]);
  if (active.length === 0) return null;
  return (
    <div className="qchips">
      {active.map((name) => {
        const value = filter[name];
        const label =
          choices[name].options.find((option) => option.value === value)?.label ??
          (name === 'postId' ? t('inbox.postFilter') : t('ui.loading'));
        return (
          <button
            key={name}
            type="button"
            className="qchip"
            aria-label={t('inbox.removeFilter', { name: `${choices[name].label}: ${label}` })}
            onClick={() => onFilter(without(filter, name))}
          >
            {label}
            <X aria-hidden="true" />
          </button>
        );
      })}
    </div>
  );
}
