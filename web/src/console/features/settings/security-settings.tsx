import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-client.js';
import { useNow } from '../../../lib/now.js';
import { formatRelative } from '../../../lib/time.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Field, Input } from '../../../ui/field.js';
import { Section } from '../../../ui/section.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useSession } from '../../data/session.js';
import { deviceName } from './device-name.js';
import { Loaded } from './loaded.js';
import { useChangePassword, useEndSession, useSessions } from './settings-api.js';

export function SecuritySettings() {
  return (
    <>
      <Password />
      <Sessions />
    </>
  );
}

function Password() {
  const { t } = useTranslation();
  const change = useChangePassword();
  const { user } = useSession();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const error = change.error instanceof ApiError ? change.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { current, password },
      {
        onSuccess: () => {
          setCurrent('');
          setPassword('');
          toast.show({ tone: 'ok', text: t('settings.passwordChanged') });
        },
      },
    );
  };
  return (
    <Section title={t('settings.password')}>
      <form className="form" onSubmit={submit}>
        <input type="hidden" autoComplete="username" value={user.email} readOnly />
        <div className="form-row">
          <Field label={t('settings.currentPassword')}>
            <Input
              type="password"
              required
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          </Field>
          <Field label={t('settings.newPassword')} error={error?.issueFor('password')}>
            <Input
              type="password"
              required
              minLength={10}
              maxLength={200}
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </Field>
        </div>
        {change.isError && (
          <p className="form-error" role="alert">
            {problemText(change.error)}
          </p>
        )}
        <div className="form-actions">
          <Button type="submit" busy={change.isPending}>
            {t('settings.changePassword')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Sessions() {
  const { t, i18n } = useTranslation();
  const sessions = useSessions();
  const end = useEndSession();
  const now = useNow(60_000);
  return (
    <Section title={t('settings.sessions')} text={t('settings.sessionsText')}>
      <Loaded query={sessions} shape="rows">
        {(rows) => (
          <ul className="rows">
            {rows.map((session) => (
              <li key={session.id}>
                <div className="row-main">
                  <p className="row-title">{deviceName(session.userAgent) ?? t('settings.unknownDevice')}</p>
                  <p className="row-text">
                    {[
                      session.ip,
                      t('settings.lastSeen', {
                        when: formatRelative(i18n.language, session.lastSeenAt, now),
                      }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </p>
                </div>
                {session.current ? (
                  <Badge tone="ok">{t('settings.thisSession')}</Badge>
                ) : (
                  <Button
                    size="sm"
                    busy={end.isPending && end.variables === session.id}
                    onClick={() => end.mutate(session.id)}
                  >
                    {t('settings.endSession')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
