import { useTranslation } from 'react-i18next';
import { formatDateTime, formatFullDateTime } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button } from '../../../ui/button.js';
import { LoadingRows } from '../../../ui/loading.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { auditDetails } from './audit-details.js';
import { type AuditEntry, useAuditEntries } from './settings-api.js';

/** The security log, for reading only. */
export function AuditSettings() {
  const { t } = useTranslation();
  const audit = useAuditEntries();
  if (audit.isPending) return <LoadingRows />;
  if (audit.isError && audit.entries.length === 0)
    return (
      <StateMessage
        tone="error"
        compact
        title={t('settings.loadError')}
        action={<Button onClick={() => audit.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(audit.error)}
      </StateMessage>
    );
  if (audit.entries.length === 0) return <p className="section-text">{t('settings.auditNone')}</p>;
  return (
    <div className="form">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: nothing in it takes the focus, and without that keys cannot scroll it everywhere */}
      <ol className="rows audit" tabIndex={0} aria-label={t('settings.sections.audit')}>
        {audit.entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ol>
      {audit.hasNextPage && (
        <div className="form-actions">
          <Button busy={audit.isFetchingNextPage} onClick={() => audit.fetchNextPage()}>
            {t('settings.auditMore')}
          </Button>
        </div>
      )}
    </div>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t, i18n } = useTranslation();
  const who = entry.actorName ?? t('settings.auditSystem');
  // What the server will note one day may have no words here yet.
  const said = t([`settings.auditActions.${entry.action}`] as never, { defaultValue: entry.action });
  const details = [
    ...auditDetails(entry.details),
    ...(entry.ip ? [t('settings.auditFrom', { ip: entry.ip })] : []),
  ];
  return (
    <li>
      <Avatar name={who} size="sm" />
      <div className="row-main">
        <p>
          <span className="row-title">{who}</span> {said}
        </p>
        {details.length > 0 && <p className="row-text">{details.join(' · ')}</p>}
      </div>
      <time className="audit-time" dateTime={entry.at} title={formatFullDateTime(i18n.language, entry.at)}>
        {formatDateTime(i18n.language, entry.at)}
      </time>
    </li>
  );
}
