import { createBrowserRouter, Navigate, Outlet, type RouteObject } from 'react-router';
import { withTexts } from '../data/later-texts.js';
import type { Connect } from '../realtime/connection.js';
import { InboxScreen } from '../screens/inbox-screen.js';
import { CrashPage, NotFoundPage } from './fallback-pages.js';
import { SignedIn } from './signed-in.js';

// The inbox travels with the first load; everything else comes when it is first opened.
const auth: RouteObject[] = [
  {
    path: '/sign-in',
    lazy: async () => ({ Component: (await import('../screens/auth/sign-in-screen.js')).SignInScreen }),
  },
  {
    path: '/setup',
    lazy: async () => ({ Component: (await import('../screens/auth/set-up-screen.js')).SetUpScreen }),
  },
  {
    path: '/invite',
    lazy: async () => ({ Component: (await import('../screens/auth/invite-screen.js')).InviteScreen }),
  },
  {
    path: '/reset',
    lazy: async () => ({ Component: (await import('../screens/auth/reset-screen.js')).ResetScreen }),
  },
];

const settings = () => withTexts(import('../screens/settings/settings-routes.js'));
const channels = () => withTexts(import('../screens/channels/channels-routes.js'));

export const makeRouter = (connect: Connect) =>
  createBrowserRouter([
    {
      element: <Outlet />,
      errorElement: <CrashPage />,
      hydrateFallbackElement: <></>,
      children: [
        ...auth,
        {
          path: '/',
          element: <SignedIn connect={connect} />,
          errorElement: <CrashPage />,
          children: [
            { index: true, element: <Navigate to="/inbox/ours" replace /> },
            { path: 'inbox', element: <Navigate to="/inbox/ours" replace /> },
            { path: 'inbox/:view/:conversationId?', element: <InboxScreen /> },
            {
              path: 'scheduled',
              errorElement: <CrashPage />,
              lazy: async () => ({
                Component: (await withTexts(import('../screens/scheduled-screen.js'))).ScheduledScreen,
              }),
            },
            {
              path: 'posts/:postId?/:conversationId?',
              errorElement: <CrashPage />,
              lazy: async () => ({
                Component: (await withTexts(import('../screens/posts/posts-screen.js'))).PostsScreen,
              }),
            },
            { path: 'search/:conversationId?', element: <InboxScreen search /> },
            {
              path: 'people/:personId?',
              errorElement: <CrashPage />,
              lazy: async () => ({
                Component: (await withTexts(import('../screens/people/people-screen.js'))).PeopleScreen,
              }),
            },
            {
              path: 'now',
              errorElement: <CrashPage />,
              lazy: async () => ({
                Component: (await withTexts(import('../screens/now/now-screen.js'))).NowScreen,
              }),
            },
            {
              path: 'now/alerts',
              errorElement: <CrashPage />,
              lazy: async () => ({
                Component: (await withTexts(import('../screens/now/alerts-screen.js'))).AlertsScreen,
              }),
            },
            {
              path: 'channels',
              errorElement: <CrashPage />,
              lazy: async () => ({ Component: (await channels()).ChannelsScreen }),
            },
            {
              path: 'channels/connect/:kind',
              lazy: async () => ({ Component: (await channels()).ConnectScreen }),
            },
            {
              path: 'channels/:channelId',
              lazy: async () => ({ Component: (await channels()).ChannelScreen }),
            },
            {
              path: 'reports/:whose?',
              errorElement: <CrashPage />,
              lazy: async () => ({
                Component: (await withTexts(import('../screens/reports/reports-screen.js'))).ReportsScreen,
              }),
            },
            {
              path: 'settings/:section?',
              errorElement: <CrashPage />,
              lazy: async () => ({ Component: (await settings()).SettingsScreen }),
            },
            { path: '*', element: <NotFoundPage /> },
          ],
        },
      ],
    },
  ]);
