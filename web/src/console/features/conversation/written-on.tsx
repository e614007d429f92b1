import type { Message } from '@parley/shared/messages.js';
import { Globe } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import './written-on.css';

/** The page of the brand's website something was written on. The visitor's browser named it: only web addresses are links. */
export function WrittenOn({ page }: { page: NonNullable<Message['page']> }) {
  const { t } = useTranslation();
  const url = URL.canParse(page.url) ? new URL(page.url) : null;
  const web = url !== null && /^https?:$/.test(url.protocol);
  const text = page.title.trim() || (url ? url.host + url.pathname : page.url);
  return (
    <p className="written-on">
      <Globe aria-hidden="true" />
      <span className="visually-hidden">{t('livechat.writtenOn')}</span>
      {web ? (
        <a href={url.href} title={url.href} target="_blank" rel="noopener noreferrer" dir="auto">
          {text}
        </a>
      ) : (
        <span dir="auto">{text}</span>
      )}
    </p>
  );
}
