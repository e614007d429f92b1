import type { SavedFilter, SavedView } from '@parley/shared/views.js';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiError } from '../../../lib/api-client.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input } from '../../../ui/field.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { pathOfView, useRemoveView, useSaveView } from '../../data/saved-views.js';
import { useMay } from '../../data/session.js';

/** Gives what the queue is narrowed to a name; or another name, or an end, to a view there is. */
export function SaveViewDialog({
  filter,
  known,
  onClose,
}: {
  filter: SavedFilter;
  known?: SavedView;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayShare = useMay('workflow.manage');
  const save = useSaveView();
  const remove = useRemoveView();
  const [name, setName] = useState(known?.name ?? '');
  const [shared, setShared] = useState(known?.shared ?? false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      {
        ...(known ? { id: known.id, icon: known.icon, color: known.color } : {}),
        name,
        filter,
        shared,
      },
      {
        onSuccess: (view) => {
          onClose();
          navigate(pathOfView(view), { replace: true });
          toast.show({ tone: 'ok', text: t('desk.viewSaved', { name: view.name }) });
        },
      },
    );
  };
  const error = save.error
    ? save.error instanceof ApiError && save.error.code === 'already_exists'
      ? t('desk.viewNameTaken')
      : problemText(save.error)
    : undefined;
  return (
    <Dialog
      title={t(known ? 'desk.viewChangeTitle' : 'desk.viewSaveTitle')}
      description={t('desk.viewText')}
      onClose={onClose}
    >
      <form onSubmit={submit} className="dialog-form">
        <Field label={t('desk.viewName')} error={error}>
          <Input required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        {mayShare && (
          <label className="check">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
            {t('desk.viewShared')}
          </label>
        )}
        <div className="save-view-foot">
          {known && (
            <Button
              variant="ghost"
              busy={remove.isPending}
              onClick={() =>
                remove.mutate(known.id, {
                  onSuccess: () => {
                    onClose();
                    navigate(`/inbox/${known.filter.view}`, { replace: true });
                  },
                })
              }
            >
              {t('desk.viewRemove')}
            </Button>
          )}
          <Button type="submit" variant="primary" busy={save.isPending}>
            {t('desk.viewSaveAction')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
