import type {
  FieldValue,
  MergeChoices,
  MergePreview,
  PersonField,
  PersonRow,
} from '@parley/shared/people.js';
import { ArrowLeft, ArrowLeftRight } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../../ui/avatar.js';
import { TagChip } from '../../../ui/badge.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { PickerList } from '../../../ui/picker.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { shownValue } from './field-text.js';
import './merge-dialog.css';
import { useFoundPeople, useMergePeople, useMergePreview, useUndoMerge } from './person-api.js';

type Props = {
  person: { id: string; name: string };
  /** Who is the same; asked for when left out. */
  otherId?: string;
  onClose: () => void;
  onMerged?: (personId: string) => void;
};

const typingMs = 180;

/** Two people who are one: who, then what it does, then it is done, and can be taken back. */
export function MergeDialog({ person, otherId, onClose, onMerged }: Props) {
  const [chosen, setChosen] = useState(otherId ?? null);
  return chosen === null ? (
    <ChoosePerson person={person} onChoose={setChosen} onClose={onClose} />
  ) : (
    <MergeTwo
      pair={{ intoId: person.id, fromId: chosen }}
      onBack={otherId === undefined ? () => setChosen(null) : undefined}
      onClose={onClose}
      onMerged={onMerged}
    />
  );
}

function ChoosePerson({
  person,
  onChoose,
  onClose,
}: {
  person: Props['person'];
  onChoose: (id: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => setQ(typed.trim()), typingMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const found = useFoundPeople(q);
  const others = (found.data?.items ?? []).filter(({ id }) => id !== person.id);
  return (
    <Dialog
      title={t('personMerge.chooseTitle', { name: person.name })}
      description={t('personMerge.chooseText')}
      onClose={onClose}
    >
      <div className="merge-choose">
        <PickerList
          label={t('personMerge.find')}
          placeholder={t('personMerge.placeholder')}
          emptyText={
            found.isError ? problemText(found.error) : found.isPending ? '' : t('personMerge.nobody')
          }
          filtered
          onQuery={setTyped}
          options={others.map((other) => ({
            id: other.id,
            label: other.name,
            detail: other.handle === other.name ? undefined : other.handle,
            icon: <Avatar name={other.name} url={other.avatarUrl} size="sm" />,
          }))}
          onSelect={onChoose}
        />
      </div>
    </Dialog>
  );
}

function MergeTwo({
  pair,
  onBack,
  onClose,
  onMerged,
}: {
  pair: { intoId: string; fromId: string };
  onBack?: () => void;
  onClose: () => void;
  onMerged?: (personId: string) => void;
}) {
  const { t } = useTranslation();
  const [swapped, setSwapped] = useState(false);
  const { intoId, fromId } = swapped ? { intoId: pair.fromId, fromId: pair.intoId } : pair;
  const [choices, setChoices] = useState<MergeChoices>({});
  const merge = useMergePeople();
  const preview = useMergePreview({ intoId, fromId, enabled: !merge.isPending && !merge.isSuccess });
  const undo = useUndoMerge();
  const confirm = useRef<HTMLButtonElement>(null);
  const ready = preview.data !== undefined;
  // Once there is something to agree to; Enter is enough then.
  useEffect(() => {
    if (ready) confirm.current?.focus({ preventScroll: true });
  }, [ready]);
  const run = () =>
    merge.mutate(
      { intoId, fromId, ...choices },
      {
        onSuccess: (person) => {
          const from = preview.data?.from.name ?? '';
          const made = person.merges.find((one) => one.person.id === fromId);
          onMerged?.(person.id);
          onClose();
          toast.show({
            tone: 'ok',
            durationMs: 9_000,
            text: t('personMerge.done', { from, into: preview.data?.into.name ?? person.name }),
            action: made && {
              label: t('personMerge.undo'),
              // This dialog is gone by then: only the promise still tells. What fails the mutation itself reports.
              onSelect: () =>
                undo.mutateAsync({ personId: person.id, mergeId: made.id, otherId: fromId }).then(
                  () => toast.show({ text: t('personMerge.undone', { name: made.person.name }) }),
                  () => undefined,
                ),
            },
          });
        },
      },
    );
  return (
    <Dialog
      size="md"
      title={t('personMerge.title')}
      onClose={onClose}
      footer={
        <>
          {onBack && (
            <Button variant="ghost" icon={<ArrowLeft />} className="merge-back" onClick={onBack}>
              {t('personMerge.back')}
            </Button>
          )}
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            variant="primary"
            ref={confirm}
            busy={merge.isPending}
            onClick={() => preview.data && run()}
          >
            {t('personMerge.confirm')}
          </Button>
        </>
      }
    >
      {preview.isError ? (
        <StateMessage
          compact
          tone="error"
          title={t('personMerge.loadError')}
          action={<Button onClick={() => preview.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(preview.error)}
        </StateMessage>
      ) : preview.data === undefined ? (
        <Skeleton height="14rem" />
      ) : (
        <Preview
          preview={preview.data}
          choices={choices}
          onChoose={setChoices}
          onSwap={() => {
            setSwapped(!swapped);
            setChoices({});
          }}
        />
      )}
      {merge.isError && (
        <p className="field-error" role="alert">
          {problemText(merge.error)}
        </p>
      )}
    </Dialog>
  );
}

function Preview({
  preview,
  choices,
  onChoose,
  onSwap,
}: {
  preview: MergePreview;
  choices: MergeChoices;
  onChoose: (choices: MergeChoices) => void;
  onSwap: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { into, from, conflicts } = preview;
  const shown = (field: PersonField, value: FieldValue) => shownValue(field, value, i18n.language, t);
  return (
    <div className="merge-preview">
      <div className="merge-pair">
        <Side person={into} label={t('personMerge.stays')} />
        <IconButton label={t('personMerge.swap')} onClick={onSwap}>
          <ArrowLeftRight />
        </IconButton>
        <Side person={from} label={t('personMerge.goes')} />
      </div>
      {(into.name !== from.name || conflicts.length > 0) && (
        <Part title={t('personMerge.conflicts')}>
          {into.name !== from.name && (
            <Choice
              label={t('personMerge.name')}
              into={into.name}
              from={from.name}
              chosen={choices.name ?? 'into'}
              onChoose={(name) => onChoose({ ...choices, name })}
            />
          )}
          {conflicts.map(({ field, ...values }) => (
            <Choice
              key={field.id}
              label={field.name}
              into={shown(field, values.into)}
              from={shown(field, values.from)}
              chosen={choices.fields?.[field.id] ?? 'into'}
              onChoose={(side) => onChoose({ ...choices, fields: { ...choices.fields, [field.id]: side } })}
            />
          ))}
        </Part>
      )}
      <Part title={t('personMerge.moves', { name: into.name })}>
        <ul className="merge-moves">
          <li>
            <strong>{t('personMerge.identities', { count: preview.identities.length })}</strong>
            <span className="person-dim">
              {preview.identities.map((one) => one.handle ?? one.externalId).join(', ')}
            </span>
          </li>
          <li>
            <strong>{t('personMerge.conversations', { count: preview.conversationCount })}</strong>
            {preview.togetherCount > 0 && (
              <span className="person-dim">
                {t('personMerge.together', { count: preview.togetherCount })}
              </span>
            )}
          </li>
          {preview.filled.map(({ field, value }) => (
            <li key={field.id}>
              <strong>{field.name}</strong>
              <span className="person-dim">{shown(field, value)}</span>
            </li>
          ))}
          {preview.addedTags.length > 0 && (
            <li>
              <strong>{t('personMerge.tags')}</strong>
              <span className="merge-tags">
                {preview.addedTags.map((tag) => (
                  <TagChip key={tag.id} name={tag.name} color={tag.color} />
                ))}
              </span>
            </li>
          )}
          {preview.notesChange && (
            <li>
              <strong>{t('personMerge.notes')}</strong>
              <span className="person-dim merge-notes">{preview.notes}</span>
            </li>
          )}
        </ul>
      </Part>
      <p className="person-dim">{t('personMerge.undoable')}</p>
    </div>
  );
}

function Side({ person, label }: { person: PersonRow; label: string }) {
  return (
    <div className="merge-side">
      <span className="merge-side-label">{label}</span>
      <Avatar name={person.name} url={person.avatarUrl} />
      <span className="merge-side-name" dir="auto">
        {person.name}
      </span>
      {person.handle && person.handle !== person.name && (
        <span className="person-dim truncate">{person.handle}</span>
      )}
    </div>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="merge-part">
    <h3>{title}</h3>
    {children}
  </section>
);

function Choice({
  label,
  into,
  from,
  chosen,
  onChoose,
}: {
  label: string;
  into: string;
  from: string;
  chosen: 'into' | 'from';
  onChoose: (side: 'into' | 'from') => void;
}) {
  const name = useId();
  return (
    <fieldset className="merge-choice">
      <legend>{label}</legend>
      {(['into', 'from'] as const).map((side) => (
        <label key={side}>
          <input type="radio" name={name} checked={chosen === side} onChange={() => onChoose(side)} />
          <span dir="auto">{side === 'into' ? into : from}</span>
        </label>
      ))}
    </fieldset>
  );
}
