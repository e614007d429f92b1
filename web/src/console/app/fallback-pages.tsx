import { CloudOff, Compass, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useRouteError } from 'react-router';
import { Button } from '../../ui/button.js';
import { StateMessage } from '../../ui/state-message.js';

export function NotFoundPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <StateMessage
      page
      icon={<Compass />}
      title={t('app.notFoundTitle')}
      action={<Button onClick={() => navigate('/inbox/ours')}>{t('app.toInbox')}</Button>}
    >
      {t('app.notFoundText')}
    </StateMessage>
  );
}

const ON_THE_WALL_MS = 60_000;

/** What a page shows when it threw, or when its code could not be loaded (a new version was installed). */
export function CrashPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  useEffect(() => {
    // Nobody stands before a screen on the wall to press the button.
    if (!new URLSearchParams(window.location.search).has('wall')) return;
    const timer = window.setTimeout(() => window.location.reload(), ON_THE_WALL_MS);
    return () => window.clearTimeout(timer);
  }, []);
  const status = (error as { status?: number } | null)?.status;
  if (status === 404) return <NotFoundPage />;
  console.error(error);
  // Its code may just not have come.
  if (!navigator.onLine)
    return (
      <StateMessage
        page
        icon={<CloudOff />}
        title={t('app.offlineTitle')}
        action={<Button onClick={() => window.location.reload()}>{t('ui.retry')}</Button>}
      >
        {t('app.offlineText')}
      </StateMessage>
    );
  return (
    <StateMessage
      page
      icon={<TriangleAlert />}
      tone="error"
      title={t('app.crashTitle')}
      action={
        <Button variant="primary" onClick={() => window.location.reload()}>
          {t('app.reload')}
        </Button>
      }
    >
      {t('app.crashText')}
    </StateMessage>
  );
}
