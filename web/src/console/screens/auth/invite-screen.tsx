import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Button } from '../../../ui/button.js';
import { Field, Input } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { browserLocale } from '../../app/i18n.js';
import { problemText } from '../../data/problem-text.js';
import { useAcceptInvitation, useInvitation } from './auth-api.js';
import { AuthFrame } from './auth-frame.js';
import { PasswordInput } from './password-input.js';

export function InviteScreen() {
  const { t } = useTranslation();
  const token = useSearchParams()[0].get('token') ?? '';
  const navigate = useNavigate();
  const invitation = useInvitation(token);
  const accept = useAcceptInvitation(token);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');

  if (invitation.isError)
    return (
      <AuthFrame title={t('auth.inviteGone')} text={t('auth.inviteGoneText')}>
        {null}
      </AuthFrame>
    );
  if (!invitation.data)
    return (
      <AuthFrame title={t('ui.loading')}>
        <Skeleton height="6rem" />
      </AuthFrame>
    );
  const { email, brandName, role, userExists } = invitation.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate(userExists ? { password } : { name, password, locale: browserLocale() }, {
      onSuccess: () => navigate('/inbox/ours', { replace: true }),
    });
  };
  return (
    <AuthFrame
      title={t('auth.inviteTitle', { brand: brandName })}
      text={
        <>
          <p>{t('auth.inviteText', { role: t(`app.roles.${role}`), email })}</p>
          {userExists && <p>{t('auth.inviteExisting')}</p>}
        </>
      }
    >
      <form className="auth-form" onSubmit={submit}>
        {accept.isError && (
          <p className="auth-error" role="alert">
            {problemText(accept.error)}
          </p>
        )}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        {!userExists && (
          <Field label={t('auth.yourName')} hint={t('auth.yourNameHint')}>
            <Input
              className="is-lg"
              name="name"
              autoComplete="name"
              required
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
        )}
        <Field label={t('auth.password')} hint={userExists ? undefined : t('auth.passwordHint')}>
          <PasswordInput
            name="password"
            autoComplete={userExists ? 'current-password' : 'new-password'}
            required
            minLength={userExists ? 1 : 10}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" size="lg" block busy={accept.isPending}>
          {t('auth.inviteAction')}
        </Button>
      </form>
    </AuthFrame>
  );
}
