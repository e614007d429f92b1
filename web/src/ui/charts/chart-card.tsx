import { ChartSpline, Table2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../button.js';
import { type ChartTable, ChartTableView } from './chart-table.js';
import './charts.css';

type Props = {
  title: string;
  /** One line beneath the title: what is seen, or what it rests on. */
  text?: ReactNode;
  actions?: ReactNode;
  legend?: ReactNode;
  /** As high as the picture: nothing moves when picture and table change places. */
  height: number;
  table: () => ChartTable;
  /** Stands in place of the picture where there is nothing to show. */
  empty?: ReactNode;
  children: ReactNode;
};

/** A chart with its title, and the same as a table. */
export function ChartCard({ title, text, actions, legend, height, table, empty, children }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="chart-card" aria-labelledby={id}>
      <header className="chart-head">
        <div className="chart-heading">
          <h2 id={id} className="chart-title">
            {title}
          </h2>
          {text && <p className="chart-text">{text}</p>}
        </div>
        {actions}
        {!empty && (
          <IconButton
            size="sm"
            label={asTable ? t('ui.asChart') : t('ui.asTable')}
            className="chart-toggle"
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <ChartSpline /> : <Table2 />}
          </IconButton>
        )}
      </header>
      <div className="chart-body" style={{ '--chart-height': `${height}px` }}>
        {empty ? (
          <p className="chart-empty">{empty}</p>
        ) : asTable ? (
          <div style={{ blockSize: height }}>
            <ChartTableView label={title} table={table()} />
          </div>
        ) : (
          children
        )}
      </div>
      {legend && !empty && <div className="chart-legend">{legend}</div>}
    </section>
  );
}
