import type { Brand } from '@parley/shared/brands.js';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-client.js';
import { Button } from '../../../ui/button.js';
import { Field, Input, Select, TextArea } from '../../../ui/field.js';
import { Section } from '../../../ui/section.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { Loaded } from './loaded.js';
import { useBrand, useCreateBrand, useUpdateBrand } from './settings-api.js';
import { TimezoneSelect } from './timezone-select.js';

export function BrandSettings() {
  const brand = useBrand();
  return (
    <>
      <Loaded query={brand}>{(data) => <BrandForm brand={data} key={data.id} />}</Loaded>
      <AnotherBrand />
    </>
  );
}

function BrandForm({ brand }: { brand: Brand }) {
  const { t } = useTranslation();
  const mayManage = useMay('brand.manage');
  const update = useUpdateBrand();
  const [values, setValues] = useState({
    name: brand.name,
    color: brand.color,
    locale: brand.locale,
    timezone: brand.timezone,
    signature: brand.signature,
  });
  const error = update.error instanceof ApiError ? update.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(values, { onSuccess: () => toast.show({ tone: 'ok', text: t('ui.saved') }) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset className="form" disabled={!mayManage}>
        <Field label={t('settings.brandName')} error={error?.issueFor('name')}>
          <Input
            required
            maxLength={120}
            value={values.name}
            onChange={(event) => setValues({ ...values, name: event.target.value })}
          />
        </Field>
        <Field label={t('settings.color')} error={error?.issueFor('color')}>
          <span className="color-line">
            <input
              className="color"
              type="color"
              aria-label={t('settings.color')}
              value={values.color}
              onChange={(event) => setValues({ ...values, color: event.target.value })}
            />
            <Input
              value={values.color}
              pattern="#[0-9a-fA-F]{6}"
              onChange={(event) => setValues({ ...values, color: event.target.value })}
            />
          </span>
        </Field>
        <div className="form-row">
          <Field label={t('settings.brandLocale')}>
            <Select
              value={values.locale}
              onChange={(event) => setValues({ ...values, locale: event.target.value as Brand['locale'] })}
            >
              <option value="en">{t('app.languages.en')}</option>
              <option value="de">{t('app.languages.de')}</option>
            </Select>
          </Field>
          <Field label={t('settings.timezone')} error={error?.issueFor('timezone')}>
            <TimezoneSelect
              value={values.timezone}
              onChange={(timezone) => setValues({ ...values, timezone })}
            />
          </Field>
        </div>
        <Field
          label={t('settings.brandSignature')}
          hint={t('settings.brandSignatureHint')}
          optional={t('ui.optional')}
        >
          <TextArea
            maxLength={5_000}
            value={values.signature}
            onChange={(event) => setValues({ ...values, signature: event.target.value })}
          />
        </Field>
        {update.isError && (
          <p className="form-error" role="alert">
            {problemText(update.error)}
          </p>
        )}
        {mayManage && (
          <div className="form-actions">
            <Button type="submit" variant="primary" busy={update.isPending}>
              {t('ui.save')}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}

function AnotherBrand() {
  const { t } = useTranslation();
  const mayManage = useMay('brand.manage');
  const create = useCreateBrand();
  const [name, setName] = useState('');
  if (!mayManage) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim() },
      {
        onSuccess: (seat) => {
          setName('');
          toast.show({ tone: 'ok', text: t('settings.brandCreated', { name: seat.brandName }) });
        },
      },
    );
  };
  return (
    <Section title={t('settings.createBrand')} text={t('settings.createBrandText')}>
      <form className="form-row" onSubmit={submit}>
        <Field label={t('settings.brandName')} error={create.isError ? problemText(create.error) : undefined}>
          <Input required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Button type="submit" busy={create.isPending}>
          {t('settings.createBrandAction')}
        </Button>
      </form>
    </Section>
  );
}
