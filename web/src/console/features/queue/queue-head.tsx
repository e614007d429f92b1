import type { View } from '@parley/shared/conversations.js';
import type { SavedView } from '@parley/shared/views.js';
import { ChevronDown, ListFilter, SquarePen } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { formatNumber } from '../../../lib/time.js';
import { Button, IconButton } from '../../../ui/button.js';
import type { MenuEntry } from '../../../ui/menu.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { Segmented } from '../../../ui/segmented.js';
import { toast } from '../../../ui/toast.js';
import { type Counts, useCounts } from '../../data/counts.js';
import { useStartingChannels, writeTo } from '../../data/first-words.js';
import type { QueueFilter } from '../../data/keys.js';
import { problemText } from '../../data/problem-text.js';
import {
  filterToSave,
  pathOfView,
  sameFilter,
  savedKeys,
  useSavedViews,
  useSaveView,
} from '../../data/saved-views.js';
import { useMay } from '../../data/session.js';
import { viewKeys } from '../../data/views.js';
import { FilterChips, FilterPopover } from './queue-filter.js';
import './queue-head.css';

const SaveViewDialog = lazy(async () => ({ default: (await import('./save-view.js')).SaveViewDialog }));

const groups: View[] = ['ours', 'theirs', 'snoozed', 'closed', 'set_aside'];
const oursViews = ['ours', 'mine', 'unassigned'] as const;

const countOf = (counts: Counts | undefined, view: View): number | undefined =>
  view === 'closed' ? undefined : counts?.[view === 'set_aside' ? 'setAside' : view];

type Props = { filter: QueueFilter; onView: (view: View) => void; onFilter: (filter: QueueFilter) => void };

/** Which view this is, how many are in it, and what it is narrowed to. */
export function QueueHead({ filter, onView, onFilter }: Props) {
  const { t, i18n } = useTranslation();
  const counts = useCounts().data;
  const mayWrite = useStartingChannels().length > 0;
  const [filtering, setFiltering] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const isOurs = (oursViews as readonly View[]).includes(filter.view);
  const group = isOurs ? 'ours' : filter.view;
  const number = (view: View) => {
    const count = countOf(counts, view);
    return count === undefined ? undefined : formatNumber(i18n.language, count);
  };
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const [saving, setSaving] = useState<'new' | 'known' | null>(null);
  const saved = useSavedViews().data ?? [];
  const mayShare = useMay('workflow.manage');
  const active = saved.find(({ id }) => id === params.get('saved'));
  const changed = active !== undefined && !sameFilter(active.filter, filterToSave(filter));
  const mayChange = active !== undefined && (!active.shared || mayShare);
  const update = useSaveView();
  const title = active?.name ?? t(`inbox.views.${group}`);
  const entryOf = (view: SavedView): MenuEntry => ({
    id: view.id,
    label: view.name,
    ...(savedKeys(saved, view) ? { keys: savedKeys(saved, view) } : {}),
    checked: view.id === active?.id,
    onSelect: () => navigate(pathOfView(view)),
  });
  const own = saved.filter((view) => !view.shared);
  const shared = saved.filter((view) => view.shared);
  const entries: MenuEntry[] = [
    ...groups.map((view) => ({
      id: view,
      label: t(`inbox.views.${view}`),
      detail: number(view),
      keys: viewKeys[view],
      checked: !active && view === group,
      onSelect: () => onView(view),
    })),
    { id: 'scheduled', label: t('later.title'), keys: 'g l', onSelect: () => navigate('/scheduled') },
    ...(own.length > 0
      ? [{ type: 'heading' as const, id: 'own', label: t('desk.viewsOwn') }, ...own.map(entryOf)]
      : []),
    ...(shared.length > 0
      ? [{ type: 'heading' as const, id: 'shared', label: t('desk.viewsShared') }, ...shared.map(entryOf)]
      : []),
    { type: 'separator', id: 's' },
    ...(mayChange
      ? [{ id: 'change', label: t('desk.viewChange'), onSelect: () => setSaving('known' as const) }]
      : []),
    { id: 'save', label: t('desk.viewSave'), onSelect: () => setSaving('new') },
  ];
  const filtered = Object.entries(filter).some(([name, value]) => name !== 'view' && value);
  return (
    <header className="qhead">
      <div className="qhead-top">
        <h1 className="qhead-title">
          <MenuButton
            label={`${t('inbox.view')}: ${title}`}
            className="qhead-view"
            variant="ghost"
            entries={entries}
          >
            <span className="truncate">{title}</span>
            <ChevronDown aria-hidden="true" />
          </MenuButton>
        </h1>
        {!isOurs && number(filter.view) !== undefined && (
          <span className="qhead-count tabular">{number(filter.view)}</span>
        )}
        <span className="qhead-gap" />
        {mayWrite && (
          <IconButton label={t('newConversation.title')} keys="c" onClick={() => writeTo()}>
            <SquarePen />
          </IconButton>
        )}
        <IconButton
          ref={anchor}
          label={t('inbox.filter')}
          active={filtered}
          aria-haspopup="dialog"
          aria-expanded={filtering}
          onClick={() => setFiltering(!filtering)}
        >
          <ListFilter />
        </IconButton>
      </div>
      {isOurs && (
        <Segmented
          label={t('inbox.view')}
          className="qhead-tabs"
          value={filter.view as (typeof oursViews)[number]}
          onChange={onView}
          options={oursViews.map((view) => ({
            value: view,
            label: t(`inbox.viewsShort.${view}`),
            title: t(`inbox.viewHints.${view}`),
            count: number(view),
          }))}
        />
      )}
      <FilterChips filter={filter} onFilter={onFilter} />
      {(changed || (filtered && !active)) && (
        <div className="qhead-save">
          {changed && mayChange && (
            <Button
              size="sm"
              variant="ghost"
              busy={update.isPending}
              onClick={() =>
                update.mutate(
                  { ...active, filter: filterToSave(filter) },
                  { onError: (error) => toast.show({ tone: 'error', text: problemText(error) }) },
                )
              }
            >
              {t('desk.viewUpdate')}
            </Button>
          )}
          <Button size="sm" variant="ghost" onClick={() => setSaving('new')}>
            {t('desk.viewSave')}
          </Button>
        </div>
      )}
      {saving && (
        <Suspense>
          <SaveViewDialog
            filter={filterToSave(filter)}
            known={saving === 'known' ? active : undefined}
            onClose={() => setSaving(null)}
          />
        </Suspense>
      )}
      {filtering && (
        <FilterPopover
          anchor={anchor}
          filter={filter}
          onFilter={onFilter}
          onClose={() => setFiltering(false)}
        />
      )}
    </header>
  );
}
