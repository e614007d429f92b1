import { useSyncExternalStore } from 'react';
import { useChannels } from './lookups.js';
import { useMay } from './session.js';

/** Channels on which a member may write to someone first. */
export function useStartingChannels() {
  const mayReply = useMay('conversations.reply');
  const channels = useChannels().data ?? [];
  return mayReply
    ? channels.filter(
        (channel) =>
          channel.capabilities.includes('starts_conversations') && channel.status !== 'disconnected',
      )
    : [];
}

/** Whether the form for a first message is open, and to whom it was asked for. */
let open: { to: string[] } | null = null;
const listeners = new Set<() => void>();
const publish = () => {
  for (const listener of listeners) listener();
};

export const writeTo = (...to: string[]) => {
  open = { to };
  publish();
};
export const stopWriting = () => {
  open = null;
  publish();
};

export const useWritingTo = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
