import i18next from 'i18next';
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChartCard } from './chart-card.js';
import { HeatMap } from './heat-map.js';
import { TrendChart } from './trend-chart.js';

const names = ['Mon', 'Tue', 'Wed'];
let root: Root;

beforeAll(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  const ui = { chart: 'chart', asTable: 'table', asChart: 'picture' };
  await i18next.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: { ui } } } });
});
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.querySelector('#root') as HTMLElement);
});
afterEach(() => act(() => root.unmount()));

const show = (node: ReactNode) => act(() => root.render(node));
const surface = () => document.querySelector('[role="slider"]') as HTMLElement;
const press = (key: string) =>
  act(() => surface().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));
const said = () => surface().getAttribute('aria-valuetext');

const trend = (onOpen?: (at: number) => void) => (
  <TrendChart
    label="Over time"
    points={names.map((_, at) => ({ median: (at + 1) * 60_000, p90: (at + 1) * 120_000 }))}
    before={[]}
    height={200}
    formatTime={(ms) => `${ms}`}
    nameOf={(at) => names[at] ?? ''}
    read={(at) => ({ title: names[at] ?? '', rows: [{ label: 'Median', value: `${at + 1} min` }] })}
    onOpen={onOpen}
  />
);

describe('a chart by keyboard', () => {
  it('says its name and where the cursor stands, and moves by arrows', async () => {
    await show(trend());
    expect(surface().getAttribute('aria-label')).toBe('Over time');
    expect(document.querySelector('.chart-tip')).toBeNull();
    await press('ArrowRight');
    expect(said()).toBe('Mon: Median 1 min');
    await press('ArrowRight');
    expect(said()).toBe('Tue: Median 2 min');
    expect(document.querySelector('.chart-tip')?.textContent).toBe('TueMedian2 min');
    await press('End');
    await press('ArrowRight');
    expect([said(), surface().getAttribute('aria-valuenow')]).toEqual(['Wed: Median 3 min', '2']);
    await press('Escape');
    expect(document.querySelector('.chart-tip')).toBeNull();
  });

  it('opens what is behind a point', async () => {
    const opened: number[] = [];
    await show(trend((at) => opened.push(at)));
    await press('Enter');
    await press('Home');
    await press('ArrowRight');
    await press('Enter');
    expect(opened).toEqual([1]);
  });

  it('moves through the days of a heat map', async () => {
    await show(
      <HeatMap
        label="Load"
        values={Array.from({ length: 168 }, (_, at) => at)}
        height={180}
        dayNames={['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']}
        hourName={String}
        read={(at) => ({ title: `${at}`, rows: [] })}
      />,
    );
    await press('ArrowRight');
    await press('ArrowDown');
    await press('ArrowRight');
    expect(surface().getAttribute('aria-valuenow')).toBe('25');
  });
});

it('a card shows the same as a table', async () => {
  const table = () => ({ columns: ['Day', 'Median'], rows: [{ key: 'Mon', cells: ['Mon', '1 min'] }] });
  await show(
    <ChartCard title="Over time" height={200} table={table}>
      {trend()}
    </ChartCard>,
  );
  expect(document.querySelector('table')).toBeNull();
  await act(() => (document.querySelector('.chart-toggle') as HTMLElement).click());
  const cells = [...document.querySelectorAll('th, td')].map(({ textContent }) => textContent);
  expect(cells).toEqual(['Day', 'Median', 'Mon', '1 min']);
  expect(document.querySelector('[role="slider"]')).toBeNull();
});
