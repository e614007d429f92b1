import { Forward, Globe, Lock, Reply, StickyNote } from 'lucide-react';
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
  onChange,
}: {
  kinds: Kind[];
  value: Kind;
  forward: boolean;
  onChange: (kind: Kind) => void;
}) {
  const { t } = useTranslation();
  const passes = (kind: Kind) => forward && kind !== 'note';
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
            label: t(`composer.${passes(kind) ? 'modeForward' : kind}`),
            icon: passes(kind) ? <Forward /> : icons[kind],
            className: `kind-${kind}`,
          }))}
        />
      )}
      {value !== 'reply' && (
        <span className={`composer-hint is-${value} truncate`}>{t(`composer.hint.${value}`)}</span>
      )}
    </div>
  );
}
