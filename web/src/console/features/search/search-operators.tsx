import { useTranslation } from 'react-i18next';
import './search-operators.css';

/** Each with what is put into the field: where it ends in a colon, the rest is the typist's. */
const operators = [
  'from',
  'channel',
  'tag',
  'is',
  'in',
  'before',
  'after',
  'has',
  'quoted',
  'without',
] as const;

/** What else may be typed than words, ready to be clicked. */
export function SearchOperators({ onAdd }: { onAdd: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <ul className="soperators" aria-label={t('inbox.searchOperators')}>
      {operators.map((operator) => {
        const text = t(`inbox.searchOperator.${operator}.text`);
        return (
          <li key={operator}>
            <button type="button" className="soperator" onClick={() => onAdd(text)}>
              <code>{text}</code>
              <span>{t(`inbox.searchOperator.${operator}.means`)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
