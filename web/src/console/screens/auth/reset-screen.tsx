import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { Button } from '../../../ui/button.js';
import { Field, Input } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useRequestReset, useResetPassword, useResetPreview } from './auth-api.js';
import { AuthFrame } from './auth-frame.js';
import { PasswordInput } from './password-input.js';

export function ResetScreen() {
  const token = useSearchParams()[0].get('token');
  return token ? <ChoosePassword token={token} /> : <AskForLink />;
}

function AskForLink() {
  const { t } = useTranslation();
  const request = useRequestReset();
  const [email, setEmail] = useState('');
  const back = (
    <p className="auth-foot">
      <Link to="/sign-in">{t('auth.toSignIn')}</Link>
    </p>
  );
  if (request.isSuccess)
    return (
      <AuthFrame title={t('auth.resetSentTitle')} text={t('auth.resetSentText', { email })}>
        <div className="auth-form">{back}</div>
      </AuthFrame>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    request.mutate(email);
  };
  return (
    <AuthFrame title={t('auth.resetTitle')} text={t('auth.resetText')}>
      <form className="auth-form" onSubmit={submit}>
        {request.isError && (
          <p className="auth-error" role="alert">
            {problemText(request.error)}
          </p>
        )}
        <Field label={t('auth.email')}>
          <Input
            className="is-lg"
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" size="lg" block busy={request.isPending}>
          {t('auth.resetAction')}
        </Button>
        {back}
      </form>
    </AuthFrame>
  );
}

function ChoosePassword({ token }: { token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const preview = useResetPreview(token);
  const reset = useResetPassword(token);
  const [password, setPassword] = useState('');

  if (preview.isError)
    return (
      <AuthFrame title={t('auth.resetGone')} text={t('auth.resetGoneText')}>
        <p className="auth-foot">
          <Link to="/reset">{t('auth.resetAgain')}</Link>
        </p>
      </AuthFrame>
    );
  if (!preview.data)
    return (
      <AuthFrame title={t('ui.loading')}>
        <Skeleton height="6rem" />
      </AuthFrame>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate(password, {
      onSuccess: () => {
        toast.show({ tone: 'ok', text: t('auth.resetDone') });
        navigate('/sign-in', { replace: true });
      },
    });
  };
  return (
    <AuthFrame
      title={t('auth.resetChooseTitle')}
      text={t('auth.resetChooseText', { email: preview.data.email })}
    >
      <form className="auth-form" onSubmit={submit}>
        {reset.isError && (
          <p className="auth-error" role="alert">
            {problemText(reset.error)}
          </p>
        )}
        <input type="hidden" name="username" autoComplete="username" value={preview.data.email} readOnly />
        <Field label={t('auth.newPassword')} hint={t('auth.passwordHint')}>
          <PasswordInput
            name="password"
            autoComplete="new-password"
            required
            minLength={10}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" size="lg" block busy={reset.isPending}>
          {t('auth.resetChooseAction')}
        </Button>
      </form>
    </AuthFrame>
  );
}
