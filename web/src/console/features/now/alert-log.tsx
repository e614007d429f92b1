import type { AlertCrossing } from '@parley/shared/now.js';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatDuration } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { LoadingRows } from '../../../ui/loading.js';
import { Section } from '../../../ui/section.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { postText } from './alert-list.js';
import { amountText, placeText, ruleText } from './alert-words.js';
import { useAlertLog } from './alerts-api.js';

/** When alerts were up. */
export function AlertLog() {
  const { t } = useTranslation();
  const log = useAlertLog();
  return (
    <Section title={t('now.log')}>
      {log.isPending && <LoadingRows />}
      {log.isError && !log.data && (
        <StateMessage
          compact
          tone="error"
          title={t('now.alertsLoadError')}
          action={<Button onClick={() => log.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(log.error)}
        </StateMessage>
      )}
      {log.isSuccess && log.crossings.length === 0 && <p className="section-text">{t('now.logNone')}</p>}
      {log.crossings.length > 0 && (
        <ul className="rows">
          {log.crossings.map((crossing) => (
            <Crossing key={crossing.id} crossing={crossing} />
          ))}
        </ul>
      )}
      {log.hasNextPage && (
        <Button className="now-log-more" busy={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
          {t('now.logMore')}
        </Button>
      )}
    </Section>
  );
}

function Crossing({ crossing }: { crossing: AlertCrossing }) {
  const { t, i18n } = useTranslation();
  const { measure, raisedAt, clearedAt, value, channelName, medium, posts } = crossing;
  const from = formatDateTime(i18n.language, raisedAt);
  const facts = [
    placeText(t, channelName, medium),
    t('now.logValue', { value: amountText(i18n.language, measure, value) }),
    ...silenceText(t, i18n.language, crossing),
    ...posts.flatMap((post) =>
      post.event === 'alert.test'
        ? []
        : [
            t(`now.logPosts.${post.event === 'alert.raised' ? 'raised' : 'cleared'}`, {
              state: postText(t, post),
            }),
          ],
    ),
  ];
  return (
    <li>
      <div className="row-main">
        <p className="row-title now-rule">{ruleText(t, i18n.language, crossing)}</p>
        <p className="row-text">{facts.join(' · ')}</p>
      </div>
      <time className="row-text now-log-time" dateTime={raisedAt}>
        {clearedAt === null
          ? t('now.logOpen', { from })
          : t('now.logSpan', {
              from,
              time: formatDuration(i18n.language, Date.parse(clearedAt) - Date.parse(raisedAt)),
            })}
      </time>
    </li>
  );
}

/** Why it was not told at once, and when it was. */
function silenceText(t: TFunction, language: string, { silence, toldAt }: AlertCrossing): string[] {
  if (silence === null) return [];
  if (toldAt === null) return [t(`now.logSilent.${silence}`)];
  return [t(`now.logTold.${silence}`, { when: formatDateTime(language, toldAt) })];
}
