import { CloudOff } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useNavigate } from 'react-router';
import { Banner } from '../../ui/badge.js';
import { toast } from '../../ui/toast.js';
import { stopWriting, useStartingChannels, useWritingTo, writeTo } from '../data/first-words.js';
import { lookForUpdate, useFreshVersion, useInstall } from '../data/installed.js';
import { withTexts } from '../data/later-texts.js';
import { viewKeys, views } from '../data/views.js';
import { useCommandKeys, useCommands } from '../keys/commands.js';
import { useLive } from '../realtime/live.js';
import { setNoticeTarget } from '../realtime/notify.js';
import { Palette } from './palette.js';
import { Rail } from './rail.js';
import './shell.css';
import { useMay, useMayReports } from '../data/session.js';
import { useAppCommands } from './use-app-commands.js';

// The list of keys needs words of what stands behind the first screens.
const KeysOverlay = lazy(async () => ({
  default: (await withTexts(import('./keys-overlay.js'))).KeysOverlay,
}));
const NewConversation = lazy(async () => ({
  default: (await withTexts(import('../features/composer/new-conversation.js'))).NewConversation,
}));

/** Rail, page, and what is the same everywhere: palette, key list, connection line. */
export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  const mayChannels = useMay('channels.read');
  const mayPeople = useMay('people.read');
  const mayReports = useMayReports();
  const mayWrite = useStartingChannels().length > 0;
  const writing = useWritingTo();
  const install = useInstall();
  useCommandKeys();
  useEffect(
    () =>
      setNoticeTarget({
        label: t('notices.see'),
        several: (count) => t('notices.several', { count }),
        open: (id, messageId) => navigate(`/inbox/ours/${id}`, { state: { messageId } }),
        openNow: () => navigate('/now'),
      }),
    [navigate, t],
  );
  useCommands([
    {
      id: 'palette',
      label: t('app.palette'),
      group: 'app',
      keys: 'mod+k',
      whileTyping: true,
      hidden: true,
      run: () => setOverlay('palette'),
    },
    { id: 'keys', label: t('app.keys'), group: 'app', keys: '?', run: () => setOverlay('keys') },
    { id: 'go-search', label: t('app.search'), group: 'app', keys: '/', run: () => navigate('/search') },
    ...(mayWrite
      ? [
          {
            id: 'write',
            label: t('newConversation.title'),
            group: 'app' as const,
            keys: 'c',
            run: () => writeTo(),
          },
        ]
      : []),
    ...views.map((view) => ({
      id: `view-${view}`,
      label: t('inbox.goTo', { view: t(`inbox.views.${view}`) }),
      group: 'go' as const,
      keys: viewKeys[view],
      run: () => navigate(`/inbox/${view}`),
    })),
    {
      id: 'go-now',
      label: t('app.now'),
      group: 'go' as const,
      keys: 'g w',
      run: () => navigate('/now'),
    },
    {
      id: 'go-scheduled',
      label: t('later.title'),
      group: 'go' as const,
      keys: 'g l',
      run: () => navigate('/scheduled'),
    },
    {
      id: 'go-posts',
      label: t('app.posts'),
      group: 'go' as const,
      keys: 'g b',
      run: () => navigate('/posts'),
    },
    ...(mayPeople
      ? [
          {
            id: 'go-people',
            label: t('app.people'),
            group: 'go' as const,
            keys: 'g p',
            run: () => navigate('/people'),
          },
        ]
      : []),
    ...(mayReports
      ? [
          {
            id: 'go-reports',
            label: t('app.reports'),
            group: 'go' as const,
            keys: 'g r',
            run: () => navigate('/reports'),
          },
        ]
      : []),
    ...(mayChannels
      ? [
          {
            id: 'go-channels',
            label: t('app.channels'),
            group: 'go' as const,
            keys: 'g h',
            run: () => navigate('/channels'),
          },
        ]
      : []),
    ...(install ? [{ id: 'install', label: t('app.install'), group: 'app' as const, run: install }] : []),
    {
      id: 'go-settings',
      label: t('app.settings'),
      group: 'go',
      keys: 'g ,',
      run: () => navigate('/settings'),
    },
  ]);
  // Behind the views, so that these come first in the palette.
  useAppCommands();

  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        {t('app.skipToContent')}
      </a>
      <FreshVersion />
      <Rail onPalette={() => setOverlay('palette')} onKeys={() => setOverlay('keys')} />
      <div className="shell-main">
        <ConnectionLine />
        <main id="content" className="shell-content" tabIndex={-1}>
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {overlay === 'palette' && <Palette onClose={() => setOverlay(null)} />}
      {writing && mayWrite && (
        <Suspense>
          <NewConversation to={writing.to} onClose={stopWriting} />
        </Suspense>
      )}
      {overlay === 'keys' && (
        <Suspense>
          <KeysOverlay onClose={() => setOverlay(null)} />
        </Suspense>
      )}
    </div>
  );
}

/** A newer version is offered once and quietly; nobody is interrupted, and typed words are kept as drafts. */
function FreshVersion() {
  const { t } = useTranslation();
  const reload = useFreshVersion();
  useEffect(() => {
    if (!reload) return;
    toast.show({
      id: 'fresh-version',
      text: t('app.freshVersion'),
      action: { label: t('app.reload'), onSelect: reload },
      durationMs: 7 * 86_400_000,
    });
  }, [reload, t]);
  return null;
}

/** A lost connection says so, but only once it has lasted a moment. */
function ConnectionLine() {
  const { t } = useTranslation();
  const { state } = useLive();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (state === 'online') {
      setShown((before) => {
        // It may have been away to be replaced by a newer one.
        if (before) lookForUpdate();
        if (before)
          toast.show({ id: 'connection', tone: 'ok', text: t('app.backOnline'), durationMs: 2_500 });
        return false;
      });
      return;
    }
    const timer = window.setTimeout(() => setShown(true), 2_500);
    return () => window.clearTimeout(timer);
  }, [state, t]);
  return shown ? (
    <Banner tone="warn" icon={<CloudOff aria-hidden="true" />}>
      {t('app.offline')}
    </Banner>
  ) : null;
}
