import { ExternalLink } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { formatDate, formatRelative } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { CopyLine } from '../../../ui/copy-line.js';
import { Checkbox, Field, Input } from '../../../ui/field.js';
import { Section } from '../../../ui/section.js';
import { problemText } from '../../data/problem-text.js';
import { useSession } from '../../data/session.js';
import { Loaded } from './loaded.js';
import { useCreateToken, useRevokeToken, useTokens } from './settings-api.js';

/** Tokens for programs that act as this member. */
export function TokensSettings() {
  const { t, i18n } = useTranslation();
  const tokens = useTokens();
  const revoke = useRevokeToken();
  const now = useNow(60_000);
  const [asking, setAsking] = useState<{ id: string; name: string } | null>(null);
  return (
    <>
      <Section title={t('settings.tokensYours')} actions={<ApiDocs />}>
        <Loaded query={tokens} shape="rows">
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
                          token.permissions &&
                            t('settings.tokenSomeRights', { count: token.permissions.length }),
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
      </Section>
      <Section title={t('settings.tokenCreate')}>
        <CreateToken />
      </Section>
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
    </>
  );
}

function ApiDocs() {
  const { t } = useTranslation();
  return (
    <a className="section-link" href="/api/docs" target="_blank" rel="noreferrer">
      {t('settings.apiDocs')}
      <ExternalLink aria-hidden="true" />
    </a>
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
              label={t(`settings.rights.${permission}`)}
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
