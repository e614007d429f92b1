import { Forward, Globe, Lock, Reply, StickyNote, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Segmented } from '../../../ui/segmented.js';
import type { Kind } from './composition.js';

const icons: Record<Kind, ReactNode> = {
  reply: <Reply />,
  public: <Globe />,
  private: <Lock />,
  note: <StickyNote />,
};

/** Who will read it: everyone, the person, or only colleagues. */
export function ComposerKinds({
  kinds,
  value,
  forward,
  among,
  onChange,
}: {
  kinds: Kind[];
  value: Kind;
  forward: boolean;
  /** What is answered was for some only, and so is an answer to it that would be public. */
  among: boolean;
  onChange: (kind: Kind) => void;
}) {
  const { t } = useTranslation();
  const passes = (kind: Kind) => forward && kind !== 'note';
  const nameOf = (kind: Kind) => (passes(kind) ? 'modeForward' : among && kind === 'public' ? 'among' : kind);
  const iconOf = (kind: Kind) =>
    passes(kind) ? <Forward /> : among && kind === 'public' ? <Users /> : icons[kind];
  return (
    <div className="composer-top">
      {kinds.length > 1 && (
        <Segmented
          label={t('composer.kind')}
          size="sm"
          className="composer-kinds"
          value={value}
          onChange={onChange}
          options={kinds.map((kind) => ({
            value: kind,
            label: t(`composer.${nameOf(kind)}`),
            icon: iconOf(kind),
            className: `kind-${kind}`,
          }))}
        />
      )}
      {value !== 'reply' && (
        <span className={`composer-hint is-${value} truncate`}>
          {t(`composer.hint.${among && value === 'public' ? 'among' : value}`)}
        </span>
      )}
    </div>
  );
}
