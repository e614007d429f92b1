import type { ClientEvent, ServerEvent } from '@parley/shared/realtime.js';
import { io } from 'socket.io-client';

export type ConnectionState = 'connecting' | 'online' | 'offline';

export type ConnectionHandlers = {
  onState: (state: ConnectionState) => void;
  onEvent: (event: ServerEvent) => void;
  /** The server is there and lets nobody in: the session is over, or the seat is gone. */
  onRefused: () => void;
};

/** One live connection for one brand. */
export type Connection = {
  send: (event: ClientEvent) => void;
  close: () => void;
};

export type Connect = (brandId: string, handlers: ConnectionHandlers) => Connection;

/** Socket.IO at `/realtime`, authenticated by the session cookie. */
export const connectSocket: Connect = (brandId, { onState, onEvent, onRefused }) => {
  const socket = io({
    path: '/realtime',
    auth: { brandId },
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 400,
    reconnectionDelayMax: 6_000,
    randomizationFactor: 0.5,
  });
  onState('connecting');
  socket.on('connect', () => onState('online'));
  socket.on('disconnect', (reason) => {
    onState('offline');
    // The server ended it on purpose: Socket.IO does not come back by itself then.
    if (reason === 'io server disconnect') window.setTimeout(() => socket.connect(), 1_500);
  });
  socket.on('connect_error', () => {
    onState('offline');
    if (socket.active) return;
    onRefused();
    window.setTimeout(() => socket.connect(), 5_000);
  });
  socket.onAny((_name: string, event: ServerEvent) => onEvent(event));
  const retryNow = () => socket.disconnected && socket.connect();
  window.addEventListener('online', retryNow);
  return {
    send: (event) => {
      if (socket.connected) socket.emit(event.type, event);
    },
    close: () => {
      window.removeEventListener('online', retryNow);
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
};
