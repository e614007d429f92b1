import type { ServerEventOf } from '@parley/shared/realtime.js';
import { readStored } from '../../lib/stored.js';
import { toast } from '../../ui/toast.js';
import type { NoticePlace } from '../../worker/notice-place.js';

export type Notice = ServerEventOf<'notification'>;

type Target = {
  label: string;
  /** Many at once are one line. */
  several: (count: number) => string;
  open: (conversationId: string, messageId: string | null) => void;
  /** Leads to who waits now: what an alert is about. */
  openNow: () => void;
};

let target: Target | null = null;
/** How a notice leads to its conversation; the shell knows. */
export const setNoticeTarget = (next: Target) => {
  target = next;
};

// Chosen outside of the page, where the service worker showed it.
navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ open?: NoticePlace }>) => {
  if (data.open) target?.open(data.open.conversationId, data.open.messageId);
});

const burstMs = 2_000;
const burst = 3;
let recent: number[] = [];

const badKinds: ReadonlySet<Notice['kind']> = new Set(['reply_failed', 'channel_degraded', 'alert_raised']);

/** Says in the page what happened, and outside of it when nobody is looking and this browser may. */
export function notify(notice: Notice): void {
  const { conversationId, messageId } = notice;
  const about = conversationId ?? notice.channelId ?? notice.id;
  const alert = notice.kind === 'alert_raised' || notice.kind === 'alert_cleared';
  const openIt = alert
    ? () => target?.openNow()
    : conversationId === null
      ? undefined
      : () => target?.open(conversationId, messageId);
  const now = Date.now();
  recent = [...recent.filter((at) => now - at < burstMs), now];
  if (recent.length > burst && target) {
    toast.show({ id: 'notices', tone: 'quiet', text: target.several(recent.length), durationMs: 8_000 });
    return;
  }
  const bad = badKinds.has(notice.kind);
  toast.show({
    id: `notice-${notice.kind}-${about}`,
    tone: bad ? 'error' : 'quiet',
    text: notice.text,
    ...(openIt === undefined || !target ? {} : { action: { label: target.label, onSelect: openIt } }),
    durationMs: 8_000,
  });
  if (readStored('sound', false)) void inOneWindow(chime);
  if (
    document.hidden &&
    readStored('notifications', false) &&
    window.Notification?.permission === 'granted'
  ) {
    void showOutside(notice, openIt);
  }
}

/** By the service worker where there is one: browsers on phones refuse the page to do it itself. */
async function showOutside(
  { id, text, conversationId, messageId }: Notice,
  openIt: (() => void) | undefined,
): Promise<void> {
  // The windows of one browser show it once.
  const options = { tag: id, icon: '/favicon.svg' };
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    if (registration?.active) {
      const data: NoticePlace | null = conversationId === null ? null : { conversationId, messageId };
      await registration.showNotification(text, { ...options, data });
      return;
    }
    const shown = new Notification(text, options);
    shown.onclick = () => {
      window.focus();
      openIt?.();
      shown.close();
    };
  } catch {
    // Not allowed here after all; the page itself has said it.
  }
}

/** Several windows hear of it at the same moment; one of them is loud. */
async function inOneWindow(work: () => void): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request('parley-chime', { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    work();
    await new Promise((resolve) => window.setTimeout(resolve, 1_000));
  });
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
