import { ListFilter, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { Field, Select } from '../../../ui/field.js';
import { Popover } from '../../../ui/popover.js';
import { useChannels, useMembers, useTags } from '../../data/lookups.js';
import { type FilterName, type Filters, filterNames } from './report-view.js';
import { usePostName } from './reports-api.js';

const media = ['comment', 'email', 'dm', 'chat'] as const;
const priorities = ['urgent', 'high', 'normal', 'low'] as const;

type Props = {
  filters: Filters;
  /** Whether figures per member are switched on: else nobody can be chosen. */
  perMember: boolean;
  onFilters: (filters: Filters) => void;
};

function useChoices({ perMember, filters }: Pick<Props, 'perMember' | 'filters'>) {
  const { t } = useTranslation();
  const named = (items: { id: string; name: string }[] | undefined) =>
    (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const postName = usePostName(filters.postId);
  const channels = named(useChannels().data);
  const tags = named(useTags().data);
  const members = named(useMembers().data);
  const choices: Record<FilterName, { label: string; options: { value: string; label: string }[] }> = {
    channelId: { label: t('reports.by.channel'), options: channels },
    medium: {
      label: t('reports.by.medium'),
      options: media.map((value) => ({ value, label: t(`inbox.media.${value}`) })),
    },
    tagId: { label: t('reports.by.tag'), options: tags },
    memberId: { label: t('reports.by.member'), options: perMember ? members : [] },
    // A post is chosen in the breakdown; here it can only be let go.
    postId: {
      label: t('reports.by.post'),
      options: filters.postId ? [{ value: filters.postId, label: postName ?? t('inbox.postFilter') }] : [],
    },
    priority: {
      label: t('reports.by.priority'),
      options: priorities.map((value) => ({ value, label: t(`inbox.priorities.${value}`) })),
    },
  };
  return choices;
}

/** What the figures are narrowed to, in words: "Channel: Website chat". */
export function useFilterWords(filters: Filters): string[] {
  const choices = useChoices({ filters, perMember: true });
  return filterNames.flatMap((name) => {
    const chosen = choices[name].options.find(({ value }) => value === filters[name]);
    return chosen ? [`${choices[name].label}: ${chosen.label}`] : [];
  });
}

/** What the figures are narrowed to: a button that chooses, and what is chosen, each to be let go. */
export function ReportFilter(props: Props) {
  const { t } = useTranslation();
  const { filters, onFilters } = props;
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const choices = useChoices(props);
  const set = (name: FilterName, value: string | undefined) => {
    const { [name]: _gone, ...rest } = filters;
    onFilters(value ? { ...rest, [name]: value } : rest);
  };
  return (
    <>
      <Button
        ref={anchor}
        icon={<ListFilter />}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t('inbox.filter')}
      </Button>
      {filterNames
        .filter((name) => filters[name])
        .map((name) => {
          const { label, options } = choices[name];
          const chosen = options.find(({ value }) => value === filters[name])?.label ?? t('ui.loading');
          return (
            <button
              key={name}
              type="button"
              className="report-chip"
              aria-label={t('inbox.removeFilter', { name: `${label}: ${chosen}` })}
              onClick={() => set(name, undefined)}
            >
              <span className="report-chip-kind">{label}</span>
              <span className="truncate">{chosen}</span>
              <X aria-hidden="true" />
            </button>
          );
        })}
      {open && (
        <Popover
          anchor={anchor}
          label={t('inbox.filters')}
          className="report-filter"
          onClose={() => setOpen(false)}
        >
          {filterNames
            .filter((name) => choices[name].options.length > 0)
            .map((name) => (
              <Field key={name} label={choices[name].label}>
                <Select
                  value={filters[name] ?? ''}
                  onChange={({ target }) => set(name, target.value || undefined)}
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
          <Button onClick={() => onFilters({})}>{t('inbox.clearFilters')}</Button>
        </Popover>
      )}
    </>
  );
}
