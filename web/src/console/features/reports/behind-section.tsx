import { Download } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { apiUrl } from '../../../lib/api-client.js';
import { formatNumber } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import type { BehindList } from './behind-lists.js';
import { BehindRowView } from './behind-row.js';
import type { Asked } from './report-view.js';
import type { Whose } from './reports-api.js';
import { rowStep } from './row-step.js';
import { listPath, useRowCount, useRowsBehind } from './use-behind.js';
import { useWords } from './use-words.js';

type Props = {
  lists: readonly BehindList[];
  chosen: BehindList;
  onChoose: (id: string) => void;
  whose: Whose;
  asked: Asked;
};

/** The very rows behind a figure: which of them, how many they are, the rows themselves, and the same as a file. */
export function BehindSection({ lists, chosen, onChoose, whose, asked }: Props) {
  const words = useWords();
  const { t, language } = words;
  const id = useId();
  const query = { ...asked, ...chosen.query };
  const count = useRowCount(chosen.rows, whose, query);
  // A list that is reached from what was left out stands among the others while it is shown.
  const choices = lists.some((list) => list.id === chosen.id) ? lists : [...lists, chosen];
  return (
    <section className="proof-turns" aria-labelledby={id}>
      <div className="proof-head">
        <h3 id={id} className="proof-heading">
          {t(`reports.rowsBehind.${chosen.rows}`)}
          {count.data != null && (
            <span className="proof-count tabular" data-fact="count">
              {formatNumber(language, count.data)}
            </span>
          )}
        </h3>
        <a
          className="proof-file"
          href={apiUrl(`/reports/${listPath(chosen.rows, whose)}.csv`, query)}
          download=""
        >
          <Download aria-hidden="true" />
          CSV
        </a>
      </div>
      {choices.length > 1 && (
        <div className="proof-lists">
          {choices.map((choice) => (
            <button
              key={choice.id}
              type="button"
              className="proof-list"
              aria-pressed={choice.id === chosen.id}
              onClick={() => onChoose(choice.id)}
            >
              {choice.label(words)}
            </button>
          ))}
        </div>
      )}
      <Rows key={chosen.id} list={chosen} whose={whose} query={query} />
    </section>
  );
}

/** The row somebody went away through: coming back, they find themselves on it. */
let leftThrough = { list: '', row: '' };

function Rows({ list: { rows }, whose, query }: { list: BehindList; whose: Whose; query: Asked }) {
  const { t } = useWords();
  const list = useRowsBehind(rows, whose, query);
  const element = useRef<HTMLUListElement>(null);
  const name = JSON.stringify([rows, query]);
  const filled = list.rows.length > 0;
  useEffect(() => {
    if (!filled || leftThrough.list !== name) return;
    // Once the dialog around it is open, and has taken the focus.
    const frame = requestAnimationFrame(() => {
      const row = element.current?.querySelector<HTMLElement>(
        `[data-row="${CSS.escape(leftThrough.row)}"] > a`,
      );
      leftThrough = { list: '', row: '' };
      row?.focus();
      row?.scrollIntoView({ block: 'center' });
    });
    return () => cancelAnimationFrame(frame);
  }, [filled, name]);
  if (list.isPending)
    return (
      <div className="turn-loading">
        {['70%', '55%', '62%'].map((width) => (
          <Skeleton key={width} width={width} height="1.1rem" />
        ))}
      </div>
    );
  if (list.isError && !filled)
    return (
      <StateMessage
        tone="error"
        compact
        title={t('reports.listError')}
        action={<Button onClick={() => list.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(list.error)}
      </StateMessage>
    );
  if (!filled) return <p className="proof-note turn-none">{t('reports.noTurns')}</p>;
  return (
    <>
      <ul ref={element} className="turn-list" aria-label={t(`reports.rowsBehind.${rows}`)}>
        {list.rows.map((one) => {
          const id = 'turnId' in one.row ? one.row.turnId : one.row.id;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the link within is a click, too
            <li
              key={id}
              data-row={id}
              onClick={() => {
                leftThrough = { list: name, row: id };
              }}
            >
              <BehindRowView of={one} />
            </li>
          );
        })}
      </ul>
      {list.hasNextPage && (
        <Button className="proof-more" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t('reports.moreTurns')}
        </Button>
      )}
    </>
  );
}

/** j, k and the arrows walk through the rows of the panel; at the last one more are fetched. */
export function walkRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target instanceof HTMLElement && event.target.closest('[role="slider"]')) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row] > a')];
  const to = rowStep(event.key, links.indexOf(document.activeElement as HTMLElement), links.length);
  if (to === null) return;
  event.preventDefault();
  event.stopPropagation();
  if (to < links.length) {
    links[to]?.focus({ preventScroll: true });
    links[to]?.scrollIntoView({ block: 'nearest' });
  } else event.currentTarget.querySelector<HTMLElement>('.proof-more:not(:disabled)')?.click();
}
