import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../lib/api-client.js';
import { toast } from '../../ui/toast.js';
import { undoLatest } from '../acts/undo.js';
import { keys } from '../data/keys.js';
import { useChannels } from '../data/lookups.js';
import { pathOfView, savedKeys, useSavedViews } from '../data/saved-views.js';
import { useSession, useSignOut, useSwitchBrand } from '../data/session.js';
import { type Command, useCommands } from '../keys/commands.js';

const sections = [
  ['profile'],
  ['security'],
  ['tokens', 'brand.read'],
  ['brand', 'brand.read'],
  ['hours', 'workflow.read'],
  ['targets', 'workflow.read'],
  ['members', 'members.read'],
  ['tags', 'brand.read'],
  ['reports', 'reports.read'],
  ['audit', 'audit.read'],
] as const;

/** What can be done from anywhere, beside going to views: undo, settings, channels, theme, language, brand. */
export function useAppCommands(): void {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { permissions, user, seats, seat } = useSession();
  const channels = useChannels().data ?? [];
  const saved = useSavedViews().data ?? [];
  const signOut = useSignOut();
  const switchBrand = useSwitchBrand();
  const profile = useMutation({
    mutationFn: (change: { theme?: string; locale?: string }) => api.patch('/profile', change),
    onSuccess: () => {
      for (const queryKey of [keys.session, keys.profile]) void client.invalidateQueries({ queryKey });
    },
  });
  const app = (id: string, label: string, run: () => void, more: Partial<Command> = {}): Command => ({
    id,
    label,
    group: 'app',
    run,
    ...more,
  });
  useCommands([
    app(
      'undo',
      t('conversation.undo'),
      async () => {
        if (!(await undoLatest()))
          toast.show({ id: 'undo', text: t('desk.nothingToUndo'), durationMs: 2_000 });
      },
      { keys: 'z' },
    ),
    ...sections
      .filter(([, needs]) => !needs || permissions.includes(needs))
      .map(([name]) =>
        app(
          `settings-${name}`,
          t('desk.settingsOf', { section: t(`settings.sections.${name}`) }),
          () => navigate(`/settings/${name}`),
          { group: 'go' },
        ),
      ),
    ...saved.map((view) =>
      app(`saved-${view.id}`, t('inbox.goTo', { view: view.name }), () => navigate(pathOfView(view)), {
        group: 'go',
        ...(savedKeys(saved, view) ? { keys: savedKeys(saved, view) } : {}),
      }),
    ),
    ...(permissions.includes('channels.read') && channels.length > 0
      ? [
          app('channel-of', t('desk.channelPage'), () => navigate('/channels'), {
            group: 'go',
            steps: () =>
              channels.map((channel) =>
                app(
                  `channel-${channel.id}`,
                  t('desk.channelOf', { name: channel.name }),
                  () => navigate(`/channels/${channel.id}`),
                  { group: 'go' },
                ),
              ),
          }),
        ]
      : []),
    app('theme', t('desk.theme'), () => undefined, {
      steps: () =>
        (['system', 'light', 'dark'] as const).map((theme) =>
          app(
            `theme-${theme}`,
            t('desk.themeOf', { theme: t(`app.themes.${theme}`) }),
            () => profile.mutate({ theme }),
            {
              selected: user.theme === theme,
            },
          ),
        ),
    }),
    app('language', t('desk.language'), () => undefined, {
      keywords: 'language sprache',
      steps: () =>
        (['en', 'de'] as const).map((locale) =>
          app(
            `language-${locale}`,
            t('desk.languageOf', { language: t(`app.languages.${locale}`) }),
            () => profile.mutate({ locale }),
            { selected: i18n.language === locale, keywords: 'language sprache' },
          ),
        ),
    }),
    ...(seats.length > 1
      ? [
          app('brand', t('desk.brand'), () => undefined, {
            steps: () =>
              seats.map((other) =>
                app(
                  `brand-${other.brandId}`,
                  t('desk.brandOf', { brand: other.brandName }),
                  () => switchBrand.mutate(other.brandId, { onSuccess: () => navigate('/inbox/ours') }),
                  { selected: other.brandId === seat?.brandId },
                ),
              ),
          }),
        ]
      : []),
    app('sign-out', t('app.signOut'), () => signOut.mutate()),
  ]);
}
