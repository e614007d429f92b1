import type { NowBoard } from '@parley/shared/now.js';
import { CircleCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { StateMessage } from '../../../ui/state-message.js';
import { ConnectFirst } from '../../acts/connect-first.js';
import { byUrgency } from './board-order.js';
import { ChannelTable } from './channel-row.js';
import { Figures } from './figures.js';
import { Raised } from './raised.js';
import { steadyOrder } from './steady-order.js';
import { WaitRow } from './wait-row.js';

/** Who waits now, on a page. */
export function Board({ board }: { board: NowBoard }) {
  const { t, i18n } = useTranslation();
  const { busy, quiet } = byUrgency(board.channels);
  const order = useSteady(busy.map(({ id }) => id));
  const waits = useSteady(board.waits.map(({ conversationId }) => conversationId));
  const channelOf = (id: string) => board.channels.find((channel) => channel.id === id);
  if (board.channels.length === 0) return <ConnectFirst>{t('now.noChannelsText')}</ConnectFirst>;
  return (
    <>
      <Raised board={board} />
      <Figures figures={board.total} />
      {busy.length === 0 ? (
        <StateMessage icon={<CircleCheck />} title={t('now.nobody')}>
          {t('now.nobodyText', {
            count: board.total.answeredToday,
            number: formatNumber(i18n.language, board.total.answeredToday),
          })}
        </StateMessage>
      ) : (
        <div className="now-parts">
          {board.waits.length > 0 && (
            <section className="now-part" aria-labelledby="now-longest" {...waits.hand}>
              <h2 id="now-longest">{t('now.longest')}</h2>
              <ol className="now-waits">
                {waits.order.map((id) => {
                  const wait = board.waits.find(({ conversationId }) => conversationId === id);
                  return (
                    wait && (
                      <li key={id}>
                        <WaitRow wait={wait} channel={channelOf(wait.channelId)} />
                      </li>
                    )
                  );
                })}
              </ol>
            </section>
          )}
          <section className="now-part" aria-labelledby="now-channels" {...order.hand}>
            <h2 id="now-channels">{t('now.perChannel')}</h2>
            <ChannelTable channels={order.order.flatMap((id) => channelOf(id) ?? [])} />
          </section>
        </div>
      )}
      {quiet.length > 0 && busy.length > 0 && (
        <section className="now-quiet" aria-labelledby="now-quiet">
          <h2 id="now-quiet">{t('now.quiet')}</h2>
          <ul>
            {quiet.map(({ id, name, icon }) => (
              <li key={id}>
                <ChannelIcon icon={icon} />
                {name}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Rows keep their places while the pointer or the focus is among them. */
function useSteady(wanted: string[]) {
  const [over, setOver] = useState(false);
  const [inside, setInside] = useState(false);
  const shown = useRef<string[]>([]);
  const order = steadyOrder(wanted, shown.current, over || inside);
  shown.current = order;
  return {
    order,
    hand: {
      onPointerEnter: () => setOver(true),
      onPointerLeave: () => setOver(false),
      onFocus: () => setInside(true),
      onBlur: () => setInside(false),
    },
  };
}
