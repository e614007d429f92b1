import type { View } from '@parley/shared/conversations.js';
import { ChevronDown, ListFilter, SquarePen } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { formatNumber } from '../../../lib/time.js';
import { IconButton } from '../../../ui/button.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { Segmented } from '../../../ui/segmented.js';
import { type Counts, useCounts } from '../../data/counts.js';
import { useStartingChannels, writeTo } from '../../data/first-words.js';
import type { QueueFilter } from '../../data/keys.js';
import { viewKeys } from '../../data/views.js';
import { FilterChips, FilterPopover } from './queue-filter.js';
import './queue-head.css';

const groups: View[] = ['ours', 'theirs', 'snoozed', 'closed', 'set_aside'];
const oursViews = ['ours', 'mine', 'unassigned'] as const;

const countOf = (counts: Counts | undefined, view: View): number | undefined =>
  view === 'closed' ? undefined : counts?.[view === 'set_aside' ? 'setAside' : view];

type Props = { filter: QueueFilter; onView: (view: View) => void; onFilter: (filter: QueueFilter) => void };

/** Which view this is, how many are in it, and what it is narrowed to. */
export function QueueHead({ filter, onView, onFilter }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
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
  const filtered = Object.entries(filter).some(([name, value]) => name !== 'view' && value);
  return (
    <header className="qhead">
      <div className="qhead-top">
        <h1 className="qhead-title">
          <MenuButton
            label={`${t('inbox.view')}: ${t(`inbox.views.${group}`)}`}
            className="qhead-view"
            variant="ghost"
            entries={[
              ...groups.map((view) => ({
                id: view,
                label: t(`inbox.views.${view}`),
                detail: number(view),
                keys: viewKeys[view],
                checked: view === group,
                onSelect: () => onView(view),
              })),
              { type: 'separator', id: 'beside' },
              {
                id: 'scheduled',
                label: t('later.title'),
                keys: 'g l',
                onSelect: () => navigate('/scheduled'),
              },
            ]}
          >
            {t(`inbox.views.${group}`)}
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
