import type { NowBoard, NowWait } from '@parley/shared/now.js';
import { CircleCheck, CloudOff, Eye, EyeOff, Maximize, Siren, X } from 'lucide-react';
import { type CSSProperties, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { useStored } from '../../../lib/stored.js';
import { formatClock, formatDateTime, formatDuration, formatNumber } from '../../../lib/time.js';
import { IconButton } from '../../../ui/button.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { cx } from '../../../ui/cx.js';
import { PauseRing, pauseTone } from '../../../ui/pause-ring.js';
import { pauseOf, pauseStep } from '../../data/pause.js';
import { useSeat } from '../../data/session.js';
import { useLive } from '../../realtime/live.js';
import { placeText, ruleText } from './alert-words.js';
import { byUrgency } from './board-order.js';
import { boardFigures, figureTone } from './figures.js';
import { useUpkeep } from './use-upkeep.js';
import { useWakeLock } from './wake-lock.js';
import { takeWholeScreen, useIsWhole, useLost, useWholeScreen } from './whole-screen.js';
import './wall.css';

/** What fits on a screen across the room. */
const channelsShown = 8;

/** The board for a screen on the wall: all of the window, dark, large, awake. Names can be kept off it. */
export function Wall({ board, onClose }: { board: NowBoard; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { brandName } = useSeat();
  const { state } = useLive();
  const [names, setNames] = useStored('wall-names', true);
  const now = useNow();
  const lost = useLost(state);
  const whole = useIsWhole();
  const wall = useRef<HTMLElement>(null);
  useWakeLock();
  useUpkeep();
  useWholeScreen(wall, onClose);
  const { busy, quiet } = byUrgency(board.channels);
  const shown = busy.slice(0, channelsShown);
  const more = busy.length - shown.length;
  const longest = Math.max(
    ...boardFigures.map(([name]) => formatNumber(i18n.language, board.total[name]).length),
  );
  return (
    <section
      ref={wall}
      className={cx('wall', lost && 'is-stale')}
      data-theme="dark"
      tabIndex={-1}
      aria-label={t('now.title')}
    >
      <header className="wall-head">
        <h1>{brandName}</h1>
        <span className="wall-online">{t('now.online', { count: board.online })}</span>
        {lost && (
          <span className="wall-offline" role="status">
            <CloudOff aria-hidden="true" />
            {t('now.stale', { when: standText(i18n.language, board.at, now) })}
          </span>
        )}
        <span className="wall-tools">
          {!whole && (
            <IconButton label={t('now.wholeScreen')} onClick={takeWholeScreen}>
              <Maximize />
            </IconButton>
          )}
          <IconButton label={t(names ? 'now.hideNames' : 'now.showNames')} onClick={() => setNames(!names)}>
            {names ? <EyeOff /> : <Eye />}
          </IconButton>
          <IconButton label={t('now.leaveWall')} keys="escape" onClick={onClose}>
            <X />
          </IconButton>
        </span>
        <time className="wall-clock tabular">{formatClock(i18n.language, now)}</time>
      </header>
      {board.raised.length > 0 && (
        <ul className="wall-raised">
          {board.raised.slice(0, 3).map(({ channelId, medium, ...alert }) => (
            <li key={alert.id}>
              <Siren aria-hidden="true" />
              <span className="wall-raised-place">
                {placeText(t, board.channels.find(({ id }) => id === channelId)?.name ?? null, medium)}:
              </span>
              <span className="wall-raised-rule">{ruleText(t, i18n.language, alert)}</span>
            </li>
          ))}
        </ul>
      )}
      <ul className="wall-figures" style={{ '--chars': longest } as CSSProperties}>
        {boardFigures.map(([name]) => {
          const number = formatNumber(i18n.language, board.total[name]);
          return (
            <li key={name} className={cx(figureTone(name, board.total[name]))}>
              <span className="wall-number tabular">{number}</span>
              <span className="wall-label">{t(`now.figures.${name}`)}</span>
            </li>
          );
        })}
      </ul>
      {busy.length === 0 ? (
        <div className="wall-nobody">
          <CircleCheck aria-hidden="true" />
          {t('now.nobody')}
        </div>
      ) : (
        <div className="wall-parts">
          <section aria-label={t('now.longest')}>
            <h2>{t('now.longest')}</h2>
            <ol className="wall-waits">
              {board.waits.map((wait) => (
                <li key={wait.conversationId}>
                  <WallPause wait={wait} />
                  <span className="wall-who">
                    <span className="wall-name truncate" dir="auto">
                      {names ? wait.person.name : t(`inbox.media.${wait.medium}`)}
                    </span>
                    <span className="wall-words truncate" dir="auto">
                      {names
                        ? wait.lastWords || wait.subject
                        : board.channels.find(({ id }) => id === wait.channelId)?.name}
                    </span>
                  </span>
                </li>
              ))}
            </ol>
          </section>
          <section aria-label={t('now.perChannel')}>
            <div className="wall-channels-head">
              <h2>{t('now.perChannel')}</h2>
              {/* Once for all rows, so that they can be large; each row says them to who hears. */}
              <span className="wall-count" aria-hidden="true">
                {t('now.columns.ours')}
              </span>
              <span className="wall-count" aria-hidden="true">
                {t('now.columns.overdue')}
              </span>
            </div>
            <ul className="wall-channels">
              {shown.map((channel) => (
                <li key={channel.id}>
                  <ChannelIcon icon={channel.icon} />
                  <span className="wall-channel truncate">{channel.name}</span>
                  {channel.waits[0] && <WallPause wait={channel.waits[0]} small />}
                  <span className="wall-count tabular">
                    {formatNumber(i18n.language, channel.figures.ours)}
                    <small className="visually-hidden">{t('now.columns.ours')}</small>
                  </span>
                  <span
                    className={cx(
                      'wall-count tabular',
                      channel.figures.overdue === 0
                        ? 'is-none'
                        : figureTone('overdue', channel.figures.overdue),
                    )}
                  >
                    {formatNumber(i18n.language, channel.figures.overdue)}
                    <small className="visually-hidden">{t('now.columns.overdue')}</small>
                  </span>
                </li>
              ))}
            </ul>
            {(more > 0 || quiet.length > 0) && (
              <p className="wall-rest">
                {[
                  ...(more > 0 ? [t('now.moreChannels', { count: more })] : []),
                  ...(quiet.length > 0 ? [t('now.quietChannels', { count: quiet.length })] : []),
                ].join(' · ')}
              </p>
            )}
          </section>
        </div>
      )}
    </section>
  );
}

function WallPause({ wait, small }: { wait: NowWait; small?: boolean }) {
  const { i18n } = useTranslation();
  const pause = pauseOf(wait, useNow(pauseStep(wait)));
  if (!pause) return null;
  const text = formatDuration(i18n.language, pause.waitedMs, 'narrow');
  return (
    <span className={cx('wall-pause', `pause-${pauseTone(pause.fraction)}`, small && 'is-small')}>
      <PauseRing fraction={pause.fraction} label={text} />
      <span className="tabular">{text}</span>
    </span>
  );
}

/** As of when a board is that is no longer kept up to date: over night a time alone says too little. */
const standText = (language: string, at: string, now: number) =>
  new Date(at).toDateString() === new Date(now).toDateString()
    ? formatClock(language, at)
    : formatDateTime(language, at);
