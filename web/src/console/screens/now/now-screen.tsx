import { Maximize, Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Button } from '../../../ui/button.js';
import { LoadingRows } from '../../../ui/loading.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { usePageTitle } from '../../app/title.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { Board } from '../../features/now/board.js';
import { useNowBoard } from '../../features/now/now-api.js';
import { RaisedAnnouncer } from '../../features/now/raised.js';
import { Wall } from '../../features/now/wall.js';
import { useCommands } from '../../keys/commands.js';
import { Page } from '../page.js';
import '../../features/now/now.css';

/** Who waits now: on a page, or (`?wall`) on all of the screen. */
export function NowScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [query, setQuery] = useSearchParams();
  const board = useNowBoard();
  const mayAlert = useMay('workflow.manage');
  const wall = query.has('wall');
  const show = (on: boolean) => setQuery(on ? { wall: '1' } : {}, { replace: true });
  useCommands([
    { id: 'wall', label: t('now.wall'), group: 'app', run: () => show(!wall) },
    ...(mayAlert
      ? [{ id: 'alerts', label: t('now.alerts'), group: 'go' as const, run: () => navigate('/now/alerts') }]
      : []),
  ]);
  usePageTitle(t('now.title'));
  if (wall && board.data)
    return (
      <>
        <Wall board={board.data} onClose={() => show(false)} />
        <RaisedAnnouncer board={board.data} />
      </>
    );
  return (
    <div className="now">
      <Page
        title={t('now.title')}
        text={
          <span className="now-head-text">
            {t('now.text')}
            {board.data && (
              <span className="now-online">{t('now.online', { count: board.data.online })}</span>
            )}
          </span>
        }
        actions={
          <span className="now-actions">
            {mayAlert && (
              <Button icon={<Siren />} onClick={() => navigate('/now/alerts')}>
                {t('now.alerts')}
              </Button>
            )}
            <Button icon={<Maximize />} onClick={() => show(true)}>
              {t('now.wall')}
            </Button>
          </span>
        }
      >
        {board.isPending && <Loading />}
        {board.isError && !board.data && (
          <StateMessage
            tone="error"
            title={t('now.loadError')}
            action={<Button onClick={() => board.refetch()}>{t('ui.retry')}</Button>}
          >
            {problemText(board.error)}
          </StateMessage>
        )}
        {board.data && <Board board={board.data} />}
        {board.data && <RaisedAnnouncer board={board.data} />}
      </Page>
    </div>
  );
}

const Loading = () => (
  <>
    <Skeleton height="5.5rem" />
    <br />
    <LoadingRows face />
  </>
);
