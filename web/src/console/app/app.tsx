import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router';
import { ToastViewport } from '../../ui/toast.js';
import type { Connect } from '../realtime/connection.js';
import { makeQueryClient } from './query-client.js';
import { makeRouter } from './router.js';

export function App({ connect }: { connect: Connect }) {
  const [client] = useState(makeQueryClient);
  const [router] = useState(() => makeRouter(connect));
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <ToastViewport />
    </QueryClientProvider>
  );
}
