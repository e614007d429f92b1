import { useTranslation } from 'react-i18next';
import { Skeleton } from './skeleton.js';

const fading = [1, 0.7, 0.45];

/** A framed list on its way: as many lines high as most of them are. */
export function LoadingRows({ rows = 3, face = false }: { rows?: number; face?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="loading-rows" role="status" aria-label={t('ui.loading')}>
      {fading.slice(0, rows).map((opacity) => (
        <div key={opacity} className="loading-row" style={{ opacity }}>
          {face && <Skeleton width="2rem" height="2rem" round />}
          <span className="loading-lines">
            <Skeleton width="38%" />
            <Skeleton width="58%" height="0.7em" />
          </span>
          <Skeleton width="4.5rem" height="1.25rem" />
        </div>
      ))}
    </div>
  );
}

/** A form on its way: labels above their fields, and the button that saves it. */
export function LoadingForm({ fields = 3 }: { fields?: number }) {
  const { t } = useTranslation();
  return (
    <div className="loading-form" role="status" aria-label={t('ui.loading')}>
      {fading.slice(0, fields).map((opacity) => (
        <span key={opacity} className="loading-field" style={{ opacity }}>
          <Skeleton width="6rem" />
          <Skeleton height="var(--h-lg)" />
        </span>
      ))}
      <Skeleton width="5rem" height="var(--h-md)" />
    </div>
  );
}

/** Cards side by side on their way. */
export function LoadingCards({ cards = 3 }: { cards?: number }) {
  const { t } = useTranslation();
  return (
    <div className="loading-cards" role="status" aria-label={t('ui.loading')}>
      {fading.slice(0, cards).map((opacity) => (
        <span key={opacity} className="loading-row loading-card" style={{ opacity }}>
          <Skeleton width="2rem" height="2rem" />
          <span className="loading-lines">
            <Skeleton width="30%" />
            <Skeleton width="85%" height="0.7em" />
            <Skeleton width="70%" height="0.7em" />
          </span>
        </span>
      ))}
    </div>
  );
}
