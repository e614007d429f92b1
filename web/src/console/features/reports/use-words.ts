import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** What figures are written with. */
export function useWords() {
  const { t, i18n } = useTranslation();
  return useMemo(() => ({ t, language: i18n.language }), [t, i18n.language]);
}
