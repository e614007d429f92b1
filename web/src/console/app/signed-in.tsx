import type { SessionView } from '@parley/shared/auth.js';
import { CloudOff, UserX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { useOnline } from '../../lib/online.js';
import { forgetPersonal, readStored, writeStored } from '../../lib/stored.js';
import { Button } from '../../ui/button.js';
import { StateMessage } from '../../ui/state-message.js';
import { SessionContext, useSessionQuery, useSignOut } from '../data/session.js';
import type { Connect } from '../realtime/connection.js';
import { LiveProvider } from '../realtime/live.js';
import { setLocale } from './i18n.js';
import { Shell } from './shell.js';
import { applyBrandColor, applyTheme } from './theme.js';

/** Everything that needs a session. Without one, sign-in comes first and leads back here. */
export function SignedIn({ connect }: { connect: Connect }) {
  const { t, i18n } = useTranslation();
  const session = useSessionQuery();
  const [worn, setWorn] = useState(false);
  const location = useLocation();
  const offline = !useOnline();

  useEffect(() => {
    // Better in another language than not at all.
    if (session.data)
      void wear(session.data).then(
        () => setWorn(true),
        () => setWorn(true),
      );
  }, [session.data]);

  if (session.data === null) {
    const from =
      location.pathname === '/' ? '' : `?from=${encodeURIComponent(location.pathname + location.search)}`;
    return <Navigate to={`/sign-in${from}`} replace />;
  }
  if (!session.data) {
    if (session.failureCount < (offline ? 1 : 2) && !session.isError)
      return <div className="app-starting" role="status" />;
    return (
      <main className="app-away">
        <StateMessage
          page
          icon={<CloudOff />}
          title={t(offline ? 'app.offlineTitle' : 'app.startingError')}
          action={<Button onClick={() => session.refetch()}>{t('ui.retry')}</Button>}
        >
          {t(offline ? 'app.offlineText' : 'app.startingErrorText')}
        </StateMessage>
      </main>
    );
  }
  // Nobody is spoken to in another language first than their own.
  if (!worn && i18n.language !== session.data.user.locale)
    return <div className="app-starting" role="status" />;
  if (!session.data.seat) return <NoSeat />;
  return (
    <SessionContext value={session.data}>
      <LiveProvider connect={connect} key={session.data.seat.brandId}>
        <Shell />
      </LiveProvider>
    </SessionContext>
  );
}

function NoSeat() {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <StateMessage
      icon={<UserX />}
      title={t('app.noSeatTitle')}
      action={<Button onClick={() => signOut.mutate()}>{t('app.signOut')}</Button>}
    >
      {t('app.noSeatText')}
    </StateMessage>
  );
}

/** Dresses the page as this member and brand want it. @returns when it speaks their language */
function wear(session: SessionView): Promise<void> {
  // Unsent words of whoever was here before are theirs.
  if (readStored('member', session.user.id) !== session.user.id) forgetPersonal();
  writeStored('member', session.user.id);
  applyTheme(session.user.theme);
  writeStored('locale', session.user.locale);
  if (session.seat) applyBrandColor(session.seat.brandColor);
  return setLocale(session.user.locale);
}
