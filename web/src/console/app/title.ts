import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

let page = '';
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const publish = () => {
  for (const listener of listeners) listener();
};

/** Names the page in the title while mounted. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    page = title;
    publish();
  }, [title]);
}

/** Keeps the document's title: how many wait, and which page this is. Used once, by the rail. */
export function useTitle(count: number): void {
  const { t } = useTranslation();
  const current = useSyncExternalStore(subscribe, () => page);
  useEffect(() => {
    const name = current ? t('app.pageTitle', { page: current }) : t('app.name');
    document.title = count > 0 ? `(${count}) ${name}` : name;
  }, [count, current, t]);
}
