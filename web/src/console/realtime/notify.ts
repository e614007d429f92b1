import type { ServerEventOf } from '@parley/shared/realtime.js';
import { readStored } from '../../lib/stored.js';
import { toast } from '../../ui/toast.js';

export type Notice = ServerEventOf<'notification'>;

let open: ((conversationId: string) => void) | null = null;
let openLabel = '';
/** How a notice leads to its conversation; the shell knows. */
export const setNoticeTarget = (label: string, target: (conversationId: string) => void) => {
  openLabel = label;
  open = target;
};

/** Says in the page what happened, and outside of it when nobody is looking and this browser may. */
export function notify(notice: Notice): void {
  const { conversationId } = notice;
  const about = conversationId ?? notice.channelId;
  const openIt = conversationId === null ? undefined : () => open?.(conversationId);
  const bad = notice.kind !== 'assigned' && notice.kind !== 'mentioned';
  toast.show({
    id: `notice-${notice.kind}-${about}`,
    tone: bad ? 'error' : 'quiet',
    text: notice.text,
    ...(openIt === undefined ? {} : { action: { label: openLabel, onSelect: openIt } }),
    durationMs: 8_000,
  });
  if (readStored('sound', false)) chime();
  if (
    document.hidden &&
    readStored('notifications', false) &&
    window.Notification?.permission === 'granted'
  ) {
    const shown = new Notification(notice.text, {
      tag: `${notice.kind}-${about}`,
      icon: '/favicon.svg',
    });
    shown.onclick = () => {
      window.focus();
      openIt?.();
      shown.close();
    };
  }
}

/** Two soft tones, made here: no file to load. */
function chime(): void {
  try {
    const audio = new AudioContext();
    for (const [index, pitch] of [660, 880].entries()) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const start = audio.currentTime + index * 0.12;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.06, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.32);
    }
    window.setTimeout(() => void audio.close(), 900);
  } catch {
    // Browsers refuse sound before the first click on the page; the notice itself is shown anyway.
  }
}
