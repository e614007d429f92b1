import type { ReportOverview, ReportValue } from '@parley/shared/reports.js';
import { hourName, weekdayName } from '../../../lib/local-dates.js';
import { formatNumber } from '../../../lib/time.js';
import { ChartCard } from '../../../ui/charts/chart-card.js';
import { HeatLegend, HeatMap } from '../../../ui/charts/heat-map.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { figureText } from './figure-text.js';
import type { Part } from './panel-part.js';
import { useWords } from './use-words.js';

type Cell = ReportOverview['heat'][number];
type Props = { heat: ReportOverview['heat'] | undefined; height: number; onOpen: (part: Part) => void };

const weekdays = [1, 2, 3, 4, 5, 6, 7];
const byHour = (heat: readonly Cell[]) => [...heat].sort((a, b) => a.weekday - b.weekday || a.hour - b.hour);
const waited = ({ value, never }: ReportValue) => (never ? null : value);

/** When people write, and when they wait: hour by weekday, side by side. */
export function HeatCards({ heat, height, onOpen }: Props) {
  const words = useWords();
  const { t, language } = words;
  const cells = byHour(heat ?? []);
  const count = (cell: Cell) => formatNumber(language, cell.opened);
  const median = (cell: Cell) => figureText('time', cell.median, words);
  const shared = { cells, loaded: heat !== undefined, height, onOpen };
  return (
    <>
      <HeatCard
        {...shared}
        title={t('reports.load')}
        text={t('reports.loadText')}
        shade={({ opened }) => opened}
        write={count}
        reading={(cell) => [{ label: t('reports.turns'), value: count(cell) }]}
        legend={[t('reports.few'), t('reports.many')]}
      />
      <HeatCard
        {...shared}
        title={t('reports.waits')}
        text={t('reports.waitsText')}
        shade={(cell) => (cell.opened === 0 ? null : waited(cell.median))}
        write={median}
        reading={(cell) => [
          { label: t('reports.figures.median'), value: median(cell) },
          { label: t('reports.turns'), value: count(cell) },
        ]}
        legend={[t('reports.short'), t('reports.long')]}
      />
    </>
  );
}

function HeatCard(props: {
  title: string;
  text: string;
  cells: readonly Cell[];
  loaded: boolean;
  height: number;
  shade: (cell: Cell) => number | null;
  write: (cell: Cell) => string;
  reading: (cell: Cell) => { label: string; value: string }[];
  legend: [from: string, to: string];
  onOpen: (part: Part) => void;
}) {
  const { t, language } = useWords();
  const { title, cells, height, shade, write, reading } = props;
  const nameOf = ({ weekday, hour }: Cell) =>
    `${weekdayName(language, weekday, 'long')}, ${hourName(language, hour)}`;
  return (
    <ChartCard
      title={title}
      text={props.text}
      height={height}
      empty={
        props.loaded && cells.every(({ opened }) => opened === 0) ? t('reports.nothingToDraw') : undefined
      }
      legend={<HeatLegend from={props.legend[0]} to={props.legend[1]} />}
      table={() => ({
        columns: [t('reports.hour'), ...weekdays.map((weekday) => weekdayName(language, weekday))],
        rows: Array.from({ length: 24 }, (_, hour) => ({
          key: `${hour}`,
          cells: [
            hourName(language, hour),
            ...weekdays.map((_weekday, day) => {
              const cell = cells[day * 24 + hour];
              return cell && cell.opened > 0 ? write(cell) : '–';
            }),
          ],
        })),
      })}
    >
      {props.loaded ? (
        <HeatMap
          label={title}
          height={height}
          values={cells.map(shade)}
          dayNames={weekdays.map((weekday) => weekdayName(language, weekday))}
          hourName={(hour) => String(hour)}
          read={(at) => {
            const cell = cells[at];
            return cell ? { title: nameOf(cell), rows: reading(cell) } : { title: '', rows: [] };
          }}
          onOpen={(at) => {
            const cell = cells[at];
            if (cell) props.onOpen({ kind: 'hour', weekday: cell.weekday, hour: cell.hour });
          }}
        />
      ) : (
        <Skeleton height={`${height}px`} />
      )}
    </ChartCard>
  );
}
