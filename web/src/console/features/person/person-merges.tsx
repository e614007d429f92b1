import type { MergeSuggestion, PersonDetail, PersonMerge } from '@parley/shared/people.js';
import type { TFunction } from 'i18next';
import { Combine, UsersRound } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { toast } from '../../../ui/toast.js';
import { useMay } from '../../data/session.js';
import { useCommands } from '../../keys/commands.js';
import { useDismissSuggestion, useMergeSuggestions, useUndoMerge } from './person-api.js';

// Seldom needed, and not before the queue shows.
const MergeDialog = lazy(async () => ({ default: (await import('./merge-dialog.js')).MergeDialog }));

type MergeProps = { person: PersonDetail; onMerged?: (personId: string) => void };

/** Says who is certainly the same human, and offers the merge to palette and button. */
export function Merging({ person, onMerged, button }: MergeProps & { button?: boolean }) {
  const { t } = useTranslation();
  const mayEdit = useMay('people.edit');
  const [asking, setAsking] = useState<{ otherId?: string } | null>(null);
  useCommands(
    mayEdit
      ? [
          {
            id: 'merge-person',
            label: t('personMerge.command'),
            group: 'conversation',
            icon: <Combine />,
            keywords: person.name,
            run: () => setAsking({}),
          },
        ]
      : [],
  );
  if (!mayEdit) return null;
  return (
    <>
      <Suggestions person={person} onReview={(otherId) => setAsking({ otherId })} />
      {button && (
        <Button size="sm" icon={<Combine />} className="person-merge" onClick={() => setAsking({})}>
          {t('personMerge.action')}
        </Button>
      )}
      {asking && (
        <Suspense>
          <MergeDialog
            person={person}
            otherId={asking.otherId}
            onMerged={onMerged}
            onClose={() => setAsking(null)}
          />
        </Suspense>
      )}
    </>
  );
}

function Suggestions({ person, onReview }: { person: PersonDetail; onReview: (otherId: string) => void }) {
  const { t } = useTranslation();
  const suggestions = useMergeSuggestions(person.id).data ?? [];
  const dismiss = useDismissSuggestion(person.id);
  if (suggestions.length === 0) return null;
  return (
    <ul className="same-people">
      {suggestions.map((suggestion) => (
        <li key={suggestion.person.id} className="same-person">
          <p className="same-title">
            <UsersRound aria-hidden="true" />
            {t('personMerge.same')}
          </p>
          <div className="same-who">
            <Avatar name={suggestion.person.name} url={suggestion.person.avatarUrl} size="sm" />
            <span className="truncate" dir="auto">
              {suggestion.person.name}
            </span>
          </div>
          <p className="person-dim">{evidenceOf(suggestion, t)}</p>
          <div className="same-acts">
            <Button size="sm" variant="primary" onClick={() => onReview(suggestion.person.id)}>
              {t('personMerge.review')}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              busy={dismiss.isPending}
              onClick={() =>
                dismiss.mutate(suggestion.person.id, {
                  onSuccess: () => toast.show({ text: t('personMerge.dismissed') }),
                })
              }
            >
              {t('personMerge.notSame')}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

const WORDS = {
  wrote: { wrote: 'wroteWrote', vouched: 'wroteVouched' },
  vouched: { wrote: 'vouchedWrote', vouched: 'vouchedVouched' },
} as const;

const evidenceOf = ({ evidence }: MergeSuggestion, t: TFunction) =>
  evidence
    .map(({ own, other, email }) => t(`personMerge.evidence.${WORDS[own][other]}`, { email }))
    .join(' ');

/** Who was merged into this person, each to be taken out again. */
export function Merges({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  if (person.merges.length === 0) return null;
  return (
    <section className="person-part">
      <h3>{t('personMerge.merged')}</h3>
      <ul className="person-merges">
        {person.merges.map((merge) => (
          <MergeLine key={merge.id} personId={person.id} merge={merge} />
        ))}
      </ul>
    </section>
  );
}

function MergeLine({ personId, merge }: { personId: string; merge: PersonMerge }) {
  const { t, i18n } = useTranslation();
  const mayEdit = useMay('people.edit');
  const undo = useUndoMerge();
  const [asking, setAsking] = useState(false);
  const { name } = merge.person;
  const when = formatDate(i18n.language, merge.mergedAt);
  return (
    <li>
      <Avatar name={name} url={merge.person.avatarUrl} size="sm" />
      <span className="person-merge-text">
        <span className="truncate" dir="auto">
          {name}
        </span>
        <span className="person-dim">
          {merge.mergedBy === null
            ? t('personMerge.mergedItself', { when })
            : t('personMerge.mergedBy', { name: merge.mergedBy, when })}
        </span>
      </span>
      {mayEdit && (
        <Button
          size="sm"
          variant="ghost"
          aria-label={t('personMerge.apartLabel', { name })}
          onClick={() => setAsking(true)}
        >
          {t('personMerge.apart')}
        </Button>
      )}
      {asking && (
        <Confirm
          title={t('personMerge.apartTitle', { name })}
          description={t('personMerge.apartText')}
          action={t('personMerge.apart')}
          onConfirm={async () => {
            await undo.mutateAsync({ personId, mergeId: merge.id, otherId: merge.person.id });
            toast.show({ tone: 'ok', text: t('personMerge.undone', { name }) });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
