import type { Snippet } from '@parley/shared/brands.js';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-client.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input } from '../../../ui/field.js';
import { Segmented } from '../../../ui/segmented.js';
import { problemText } from '../../data/problem-text.js';
import { knownPlaceholders, type Values } from '../../writing/placeholders.js';
import { useSaveSnippet } from '../../writing/snippets-api.js';
import type { Writing, WritingHandle } from '../../writing/writing.js';
import { WritingArea } from '../../writing/writing-area.js';

const nothing: Values = {};

/** One snippet, new or changed. Formatted where its writer formats it; where a channel takes plain text, its words go. */
export function SnippetForm({
  snippet,
  mayShare,
  onClose,
}: {
  snippet: Snippet | null;
  mayShare: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const save = useSaveSnippet();
  const field = useRef<WritingHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const [name, setName] = useState(snippet?.name ?? '');
  const [shortcut, setShortcut] = useState(snippet?.shortcut ?? '');
  const [shared, setShared] = useState(snippet?.shared ?? false);
  const [writing, setWriting] = useState<Writing>({ body: snippet?.body ?? '', html: snippet?.html ?? null });
  const error = save.error instanceof ApiError ? save.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    save.mutate(
      {
        id: snippet?.id,
        name: name.trim(),
        shortcut: shortcut.trim().replace(/^\//, '') || null,
        shared,
        ...writing,
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      title={t(snippet ? 'snippets.edit' : 'snippets.new')}
      size="lg"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" form={id} variant="primary" busy={save.isPending}>
            {t('ui.save')}
          </Button>
        </>
      }
    >
      <form id={id} className="snippet-form" onSubmit={submit}>
        <div className="snippet-form-names">
          <Field label={t('snippets.name')}>
            <Input required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field label={t('snippets.shortcut')} hint={t('snippets.shortcutHelp')}>
            <Input maxLength={33} value={shortcut} onChange={(event) => setShortcut(event.target.value)} />
          </Field>
        </div>
        {mayShare && (
          <Segmented
            label={t('snippets.who')}
            size="sm"
            value={shared ? 'shared' : 'own'}
            onChange={(value) => setShared(value === 'shared')}
            options={[
              { value: 'own', label: t('snippets.own') },
              { value: 'shared', label: t('snippets.shared') },
            ]}
          />
        )}
        <div ref={box} className="snippet-box">
          <WritingArea
            ref={field}
            rich
            snippets={false}
            value={writing}
            values={nothing}
            anchor={box}
            label={t('snippets.body')}
            placeholder={t('snippets.placeholder', { open: '{{', close: '}}' })}
            disabled={false}
            onChange={setWriting}
            onBlur={() => {}}
            onFiles={() => {}}
          />
        </div>
        <div className="snippet-fields">
          <p>{t('snippets.fields')}</p>
          {knownPlaceholders.map((one) => (
            <button
              key={one}
              type="button"
              className="snippet-field"
              title={`{{${one}}}`}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => field.current?.insert({ body: `{{${one}}}`, html: null }, 0, true)}
            >
              {t(`snippets.field.${one}`)}
            </button>
          ))}
          <p className="snippet-fields-help">{t('snippets.fieldsHelp')}</p>
        </div>
        {error && (
          <p className="form-error" role="alert">
            {[problemText(error), ...error.issues.map((issue) => issue.message)].join(' ')}
          </p>
        )}
      </form>
    </Dialog>
  );
}
