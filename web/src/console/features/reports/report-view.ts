import { mediumSchema } from '@parley/shared/brands.js';
import { prioritySchema } from '@parley/shared/conversations.js';
import { REPORT_DAYS_MOST, type ReportDimension, reportDimensionSchema } from '@parley/shared/reports.js';
import type { LocalDate } from '../../../lib/local-dates.js';
import {
  type Dates,
  datesOf,
  daysBefore,
  isDate,
  isPeriod,
  type Preset,
  presets,
  yearBefore,
} from './period.js';

export const filterNames = ['channelId', 'medium', 'tagId', 'memberId', 'postId', 'priority'] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Partial<Record<FilterName, string>>;

/** What is looked at: everything the address of the page says. */
export type ReportView = {
  /** A named period moves along with the calendar; null: these days. */
  preset: Preset | null;
  dates: Dates;
  /** `previous`: as many days right before. `year`: the same weekdays a year before. */
  compare: 'none' | 'previous' | 'year' | Dates;
  turns: 'all' | 'first';
  clock: 'wall' | 'business';
  filters: Filters;
  /** What is broken down, and by what. */
  about: BrokenDown;
  by: ReportDimension;
  /** Which figure or part of a chart stands open in the panel. */
  open: string | null;
  /** Which row of a breakdown that is about; null: the whole report. */
  row: ChosenRow | null;
  /** Which of the lists behind it; null: the first one. */
  list: string | null;
};

/** A row of a breakdown. */
export type ChosenRow = { by: ReportDimension; key: string };

/** What can be broken down. */
export const brokenDown = ['response', 'resolution', 'volume'] as const;
export type BrokenDown = (typeof brokenDown)[number];

const usual: Preset = 'days28';
const params: Record<FilterName, string> = {
  channelId: 'channel',
  medium: 'medium',
  tagId: 'tag',
  memberId: 'member',
  postId: 'post',
  priority: 'priority',
};
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const allowed: Record<FilterName, (value: string) => boolean> = {
  channelId: (value) => uuid.test(value),
  medium: (value) => mediumSchema.safeParse(value).success,
  tagId: (value) => uuid.test(value),
  memberId: (value) => uuid.test(value),
  postId: (value) => uuid.test(value),
  priority: (value) => prioritySchema.safeParse(value).success,
};

const isPreset = (text: string | null): text is Preset => presets.includes(text as Preset);

/** Reads an address. What makes no sense in it is as if it were not there: old links still show something. */
export function readView(search: URLSearchParams, today: LocalDate): ReportView {
  const [from, to] = [search.get('from') ?? '', search.get('to') ?? ''];
  const own = isPeriod({ from, to }, REPORT_DAYS_MOST) ? { from, to } : null;
  const named = search.get('period');
  const preset = own ? null : isPreset(named) ? named : usual;
  const filters: Filters = {};
  for (const name of filterNames) {
    const value = search.get(params[name]);
    if (value && allowed[name](value)) filters[name] = value;
  }
  const by = reportDimensionSchema.safeParse(search.get('by'));
  return {
    preset,
    dates: own ?? datesOf(preset ?? usual, today),
    compare: readCompare(search),
    turns: search.get('turns') === 'first' ? 'first' : 'all',
    clock: search.get('clock') === 'business' ? 'business' : 'wall',
    filters,
    about: brokenDown.find((about) => about === search.get('about')) ?? 'response',
    by: by.success ? by.data : 'channel',
    open: search.get('open'),
    row: search.get('open') ? readRow(search.get('row')) : null,
    list: search.get('open') ? search.get('list') : null,
  };
}

function readRow(text: string | null): ChosenRow | null {
  const [dimension, key = ''] = (text ?? '').split(':');
  const by = reportDimensionSchema.safeParse(dimension);
  return by.success && allowed[filterOf[by.data]](key) ? { by: by.data, key } : null;
}

function readCompare(search: URLSearchParams): ReportView['compare'] {
  const named = search.get('compare');
  if (named === 'none' || named === 'year') return named;
  const [from, to] = (search.get('compare') ?? '').split('..');
  return isDate(from) && isDate(to) && isPeriod({ from, to }, REPORT_DAYS_MOST) ? { from, to } : 'previous';
}

/** Writes the address back; what is usual is left out. */
export function writeView(view: ReportView): URLSearchParams {
  const search = new URLSearchParams();
  if (!view.preset) {
    search.set('from', view.dates.from);
    search.set('to', view.dates.to);
  } else if (view.preset !== usual) search.set('period', view.preset);
  if (view.compare === 'none' || view.compare === 'year') search.set('compare', view.compare);
  else if (view.compare !== 'previous') search.set('compare', `${view.compare.from}..${view.compare.to}`);
  if (view.turns === 'first') search.set('turns', 'first');
  if (view.clock === 'business') search.set('clock', 'business');
  for (const name of filterNames) {
    const value = view.filters[name];
    if (value) search.set(params[name], value);
  }
  if (view.about !== 'response') search.set('about', view.about);
  if (view.by !== 'channel') search.set('by', view.by);
  if (view.open) search.set('open', view.open);
  if (view.open && view.row) search.set('row', `${view.row.by}:${view.row.key}`);
  if (view.open && view.list) search.set('list', view.list);
  return search;
}

/** Whether somebody in particular is asked about. */
export const asksForMembers = ({ by, filters, row }: ReportView): boolean =>
  by === 'member' || filters.memberId !== undefined || row?.by === 'member';

/** The same, about nobody in particular. */
export function withoutMembers(view: ReportView): ReportView {
  const { memberId: _nobody, ...filters } = view.filters;
  const { by, row, open } = view;
  const ofMember = row?.by === 'member';
  return {
    ...view,
    filters,
    by: by === 'member' ? 'channel' : by,
    row: ofMember ? null : row,
    open: ofMember ? null : open,
  };
}

export type Asked = Record<string, string>;

/** Days, filters and comparison, as the server asks for them. */
export function plainQuery(view: ReportView): Asked {
  const { dates, compare, filters } = view;
  const asked = { from: dates.from, to: dates.to, ...filters };
  const other = comparedDates(view);
  return compare === 'none' || compare === 'previous' || other === null
    ? { ...asked, compare: compare === 'previous' ? compare : 'none' }
    : { ...asked, compare: 'period', compareFrom: other.from, compareTo: other.to };
}

/** The same, with how waits are counted. */
export const countingQuery = (view: ReportView): Asked => ({
  ...plainQuery(view),
  turns: view.turns,
  clock: view.clock,
});

/** The lists of turns and conversations: the same, with nothing to compare. */
export const rowsQuery = ({ dates, filters, turns, clock }: ReportView): Asked => ({
  from: dates.from,
  to: dates.to,
  ...filters,
  turns,
  clock,
});

/** The report of the days it is compared with, or null. */
export function earlierQuery(view: ReportView): Asked | null {
  const dates = comparedDates(view);
  return dates && { ...rowsQuery({ ...view, dates }), compare: 'none' };
}

const filterOf: Record<ReportDimension, FilterName> = {
  channel: 'channelId',
  medium: 'medium',
  tag: 'tagId',
  member: 'memberId',
  post: 'postId',
  priority: 'priority',
};

/**
 * Whether narrowing to a row is all it takes to see what the row counts: a turn has several tags, and among those with one there are rows
 * of others, but nobody can ask for two.
 */
export const isNarrower = (filters: Filters, by: ReportDimension, key: string): boolean =>
  by !== 'tag' || filters.tagId === undefined || filters.tagId === key;

/** The filters, narrowed to one row of the breakdown. */
export const withChosen = (filters: Filters, by: ReportDimension, key: string): Filters => ({
  ...filters,
  [filterOf[by]]: key,
});

/** The days it is compared with, or null. */
export const comparedDates = ({ compare, dates }: ReportView): Dates | null =>
  compare === 'none'
    ? null
    : compare === 'previous'
      ? daysBefore(dates)
      : compare === 'year'
        ? yearBefore(dates)
        : compare;

/** The address of these very days, whatever day it is when it is opened. */
export const lastingAddress = (view: ReportView): URLSearchParams =>
  writeView({ ...view, preset: null, open: null });
