import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { Button } from '../../../ui/button.js';
import { Field, Input } from '../../../ui/field.js';
import { problemText } from '../../data/problem-text.js';
import { useSessionQuery, useSignIn } from '../../data/session.js';
import { useSetupState } from './auth-api.js';
import { AuthFrame } from './auth-frame.js';
import { PasswordInput } from './password-input.js';

/** Only ways into our own pages lead on after sign-in. */
export const safeTarget = (from: string | null) =>
  from?.startsWith('/') && !from.startsWith('//') && !from.includes('\\') ? from : '/inbox/ours';

export function SignInScreen() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const session = useSessionQuery();
  const setup = useSetupState();
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const target = safeTarget(params.get('from'));

  if (session.data && !signIn.isPending) return <Navigate to={target} replace />;
  if (setup.data?.needed)
    return (
      <AuthFrame title={t('auth.setUpTitle')} text={t('auth.setUpNeeded')}>
        {null}
      </AuthFrame>
    );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password }, { onSuccess: () => navigate(target, { replace: true }) });
  };
  const wall = target.startsWith('/now?wall');
  return (
    <AuthFrame
      title={t(wall ? 'auth.wallTitle' : 'auth.signInTitle')}
      text={wall && t('auth.wallText')}
      far={wall}
    >
      <form className="auth-form" onSubmit={submit}>
        {signIn.isError && (
          <p className="auth-error" role="alert">
            {problemText(signIn.error)}
          </p>
        )}
        <Field label={t('auth.email')}>
          <Input
            className="is-lg"
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label={t('auth.password')}>
          <PasswordInput
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" size="lg" block busy={signIn.isPending}>
          {t('auth.signIn')}
        </Button>
        <p className="auth-foot">
          <Link to="/reset">{t('auth.forgot')}</Link>
        </p>
      </form>
    </AuthFrame>
  );
}
