import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-client.js';
import { useNow } from '../../../lib/now.js';
import { formatDate, formatRelative } from '../../../lib/time.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { CopyLine } from '../../../ui/copy-line.js';
import { Checkbox, Field, Input } from '../../../ui/field.js';
import { Section } from '../../../ui/section.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useSession } from '../../data/session.js';
import { deviceName } from './device-name.js';
import { Loaded } from './loaded.js';
import {
  useChangePassword,
  useCreateToken,
  useEndSession,
  useRevokeToken,
  useSessions,
  useTokens,
} from './settings-api.js';

export function SecuritySettings() {
  return (
    <>
      <Password />
      <Sessions />
      <Tokens />
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
      <Loaded query={sessions}>
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

function Tokens() {
  const { t, i18n } = useTranslation();
  const tokens = useTokens();
  const revoke = useRevokeToken();
  const now = useNow(60_000);
  const [asking, setAsking] = useState<{ id: string; name: string } | null>(null);
  return (
    <Section title={t('settings.tokens')} text={t('settings.tokensText')}>
      <div className="form">
        <Loaded query={tokens}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="section-text">{t('settings.tokensNone')}</p>
            ) : (
              <ul className="rows">
                {rows.map((token) => (
                  <li key={token.id}>
                    <div className="row-main">
                      <p className="row-title">{token.name}</p>
                      <p className="row-text">
                        {[
                          `${token.prefix}…`,
                          token.lastUsedAt
                            ? t('settings.tokenUsed', {
                                when: formatRelative(i18n.language, token.lastUsedAt, now),
                              })
                            : t('settings.tokenNever'),
                          token.expiresAt &&
                            t('settings.tokenUntil', { when: formatDate(i18n.language, token.expiresAt) }),
                        ]
                          .filter(Boolean)
                          .join(' · ')}
                      </p>
                    </div>
                    <Button size="sm" onClick={() => setAsking(token)}>
                      {t('settings.tokenRevoke')}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <CreateToken />
      </div>
      {asking && (
        <Confirm
          title={t('settings.tokenRevokeTitle', { name: asking.name })}
          description={t('settings.tokenRevokeText')}
          action={t('settings.tokenRevoke')}
          danger
          onConfirm={() => revoke.mutateAsync(asking.id)}
          onClose={() => setAsking(null)}
        />
      )}
    </Section>
  );
}

function CreateToken() {
  const { t } = useTranslation();
  const create = useCreateToken();
  const { permissions } = useSession();
  const [name, setName] = useState('');
  const [expires, setExpires] = useState('');
  const [fewer, setFewer] = useState(false);
  const [rights, setRights] = useState(permissions);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      {
        name: name.trim(),
        ...(expires ? { expiresAt: new Date(`${expires}T23:59:59`).toISOString() } : {}),
        ...(fewer ? { permissions: rights } : {}),
      },
      { onSuccess: () => setName('') },
    );
  };
  return (
    <form className="form" onSubmit={submit}>
      {create.data && (
        <CopyLine label={t('settings.tokenNew')} value={create.data.token} hint={t('app.copySecretHint')} />
      )}
      <div className="form-row">
        <Field label={t('settings.tokenName')}>
          <Input
            required
            maxLength={80}
            placeholder={t('settings.tokenNamePlaceholder')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={t('settings.tokenExpires')} optional={t('ui.optional')}>
          <Input
            type="date"
            min={new Date().toISOString().slice(0, 10)}
            value={expires}
            onChange={(event) => setExpires(event.target.value)}
          />
        </Field>
      </div>
      <Checkbox
        label={t('settings.tokenRights')}
        checked={fewer}
        onChange={(event) => setFewer(event.target.checked)}
      />
      {fewer && (
        <div className="rights">
          {permissions.map((permission) => (
            <Checkbox
              key={permission}
              label={permission}
              checked={rights.includes(permission)}
              onChange={(event) =>
                setRights(
                  event.target.checked
                    ? [...rights, permission]
                    : rights.filter((other) => other !== permission),
                )
              }
            />
          ))}
        </div>
      )}
      {create.isError && (
        <p className="form-error" role="alert">
          {problemText(create.error)}
        </p>
      )}
      <div className="form-actions">
        <Button type="submit" busy={create.isPending} disabled={fewer && rights.length === 0}>
          {t('settings.tokenCreate')}
        </Button>
      </div>
    </form>
  );
}
