import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ApiError } from '../../../lib/api-client.js';
import { Button } from '../../../ui/button.js';
import { Field, Input } from '../../../ui/field.js';
import { browserLocale } from '../../app/i18n.js';
import { problemText } from '../../data/problem-text.js';
import { useSetUp, useSetupState } from './auth-api.js';
import { AuthFrame } from './auth-frame.js';
import { PasswordInput } from './password-input.js';

export function SetUpScreen() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const state = useSetupState();
  const setUp = useSetUp();
  const [values, setValues] = useState({ brandName: '', name: '', email: '', password: '' });
  const token = params.get('token') ?? '';

  if (state.data?.needed === false && !setUp.isPending && !setUp.isSuccess)
    return (
      <AuthFrame title={t('auth.setUpTitle')} text={t('auth.setUpDone')}>
        <p className="auth-foot">
          <Link to="/sign-in">{t('auth.toSignIn')}</Link>
        </p>
      </AuthFrame>
    );
  if (!token)
    return (
      <AuthFrame title={t('auth.setUpTitle')} text={t('auth.setUpNoToken')}>
        {null}
      </AuthFrame>
    );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setUp.mutate(
      {
        ...values,
        token,
        locale: browserLocale(),
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
      },
      { onSuccess: () => navigate('/inbox/ours', { replace: true }) },
    );
  };
  const error = setUp.error instanceof ApiError ? setUp.error : null;
  const bind = (name: keyof typeof values) => ({
    name,
    required: true,
    value: values[name],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });
  return (
    <AuthFrame title={t('auth.setUpTitle')} text={t('auth.setUpText')}>
      <form className="auth-form" onSubmit={submit}>
        {setUp.isError && (
          <p className="auth-error" role="alert">
            {problemText(setUp.error)}
          </p>
        )}
        <Field
          label={t('auth.brandName')}
          hint={t('auth.brandNameHint')}
          error={error?.issueFor('brandName')}
        >
          <Input
            {...bind('brandName')}
            className="is-lg"
            autoComplete="organization"
            maxLength={120}
            autoFocus
          />
        </Field>
        <Field label={t('auth.yourName')} hint={t('auth.yourNameHint')} error={error?.issueFor('name')}>
          <Input {...bind('name')} className="is-lg" autoComplete="name" maxLength={120} />
        </Field>
        <Field label={t('auth.email')} error={error?.issueFor('email')}>
          <Input {...bind('email')} className="is-lg" type="email" autoComplete="username" />
        </Field>
        <Field label={t('auth.password')} hint={t('auth.passwordHint')} error={error?.issueFor('password')}>
          <PasswordInput {...bind('password')} autoComplete="new-password" minLength={10} maxLength={200} />
        </Field>
        <Button type="submit" variant="primary" size="lg" block busy={setUp.isPending}>
          {t('auth.setUpAction')}
        </Button>
      </form>
    </AuthFrame>
  );
}
