import type { Turn } from '@parley/shared/conversations.js';
import type { Attachment, DeliveryState, Message } from '@parley/shared/messages.js';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import i18next from 'i18next';
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatWait } from '../../../lib/wait-time.js';
import { conversation as german } from '../../locales/de/conversation.js';
import { ui as germanUi } from '../../locales/de/ui.js';
import { conversation as english } from '../../locales/en/conversation.js';
import { ui } from '../../locales/en/ui.js';
import { DeliveryTick } from './delivery.js';
import { Lightbox } from './lightbox.js';
import { TurnMarker } from './turn-marker.js';

const i18n = i18next.createInstance();
await i18n.use(initReactI18next).init({
  resources: {
    en: { translation: { conversation: english, ui } },
    de: { translation: { conversation: german, ui: germanUi } },
  },
  lng: 'en',
});

let root: Root;
beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // What browsers bring along and jsdom does not.
  HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
  await i18n.changeLanguage('en');
  document.body.innerHTML = '<button type="button">before</button><div id="root"></div>';
  root = createRoot(document.querySelector('#root') as HTMLElement);
});
afterEach(async () => {
  await act(async () => root.unmount());
});

async function show(node: ReactNode): Promise<HTMLElement> {
  const client = new QueryClient();
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <I18nextProvider i18n={i18n}>{node}</I18nextProvider>
      </QueryClientProvider>,
    ),
  );
  return document.querySelector('#root') as HTMLElement;
}

const MINUTE = 60_000;
const turn = (given: Partial<Turn>) =>
  ({
    openedAt: '2026-03-02T10:00:00.000Z',
    answeredAt: '2026-03-02T10:30:00.000Z',
    answerBy: '2026-03-02T11:00:00.000Z',
    waitMs: 30 * MINUTE,
    waitBusinessMs: 30 * MINUTE,
    targetMs: 60 * MINUTE,
    ...given,
  }) as Turn;

/** What stands there, with plain spaces. */
const plain = (shown: Element | null) => shown?.textContent?.replaceAll('\u00a0', ' ');

describe('the marker of a turn', () => {
  it('says how long it took against what was promised', async () => {
    const page = await show(<TurnMarker turn={turn({})} />);
    expect(plain(page)).toBe('Answered after 30 min · promised in 1 h');
    expect(page.querySelector('.is-late')).toBeNull();
    expect(page.querySelector('p')?.title).toMatch(/^Waited since .*2026/);
  });

  it('names the part in business hours only where that is another', async () => {
    const page = await show(<TurnMarker turn={turn({ waitMs: 600 * MINUTE })} />);
    expect(plain(page)).toBe('Answered after 10 h · 30 min of it in business hours · promised in 1 h');
    const other = await show(<TurnMarker turn={turn({ waitBusinessMs: null })} />);
    expect(other.textContent).not.toContain('business');
  });

  it('says a wait as the reports do, whose rows lead here', async () => {
    const waitMs = (12 * 60 + 27) * MINUTE + 40_000;
    const page = await show(<TurnMarker turn={turn({ waitMs, waitBusinessMs: null })} />);
    expect(page.textContent).toContain(`Answered after ${formatWait('en', waitMs)} ·`);
    expect(plain(page)).toContain('Answered after 12 h 28 min ·');
  });

  it('tells what was late, by the promise and not by the length', async () => {
    const late = { answeredAt: '2026-03-02T11:00:00.001Z' };
    const page = await show(<TurnMarker turn={turn(late)} />);
    expect(plain(page.querySelector('.is-late'))).toContain('promised was 1 h');
    const inTime = await show(<TurnMarker turn={turn({ answeredAt: '2026-03-02T11:00:00.000Z' })} />);
    expect(inTime.querySelector('.is-late')).toBeNull();
  });

  it('is not there while nobody has answered, and speaks German', async () => {
    expect((await show(<TurnMarker turn={turn({ waitMs: null })} />)).textContent).toBe('');
    await act(async () => void (await i18n.changeLanguage('de')));
    expect((await show(<TurnMarker turn={turn({})} />)).textContent).toContain('30');
    expect(document.querySelector('.turn')?.textContent).not.toMatch(/Answered|promised/);
  });
});

describe('the tick of a reply', () => {
  const reply = (state: DeliveryState, given: Partial<Message> = {}) =>
    ({
      state,
      at: '2026-03-02T11:00:00.000Z',
      heldUntil: null,
      sentAt: null,
      deliveredAt: null,
      readAt: null,
      ...given,
    }) as Message;
  const label = async (message: Message) =>
    (await show(<DeliveryTick message={message} />)).querySelector('[role=img]')?.getAttribute('aria-label');

  it('names every step with its time', async () => {
    const steps = {
      sentAt: '2026-03-02T11:00:00.000Z',
      deliveredAt: '2026-03-02T11:01:00.000Z',
      readAt: '2026-03-02T11:02:00.000Z',
    };
    const said = await label(reply('read', steps));
    expect(said?.split(' · ').map((step) => step.split(' ')[0])).toEqual(['Sent', 'Delivered', 'Read']);
    expect(await label(reply('sent', { sentAt: steps.sentAt }))).toMatch(/^Sent [^·]+$/);
  });

  it.each([
    ['queued', 'Waiting to be sent'],
    ['sending', 'Sending'],
    ['failed', 'Not sent'],
    ['cancelled', 'Taken back'],
    ['unconfirmed', 'Nobody knows whether this arrived'],
  ] as const)('%s: %s', async (state, words) => {
    expect(await label(reply(state))).toBe(words);
    expect(document.querySelector(`.tick-${state} svg`)).not.toBeNull();
  });

  it('says when what is held leaves, unless that is in a moment', async () => {
    const heldUntil = (ms: number) => new Date(Date.now() + ms).toISOString();
    expect(await label(reply('held', { heldUntil: heldUntil(5_000) }))).toBe('Sends in a moment');
    expect(await label(reply('held', { heldUntil: heldUntil(86_400_000) }))).toMatch(/^Sends .*\d/);
  });

  it('has none for what nobody sends', async () => {
    expect(await label(reply('draft'))).toBeUndefined();
    expect(await label({ ...reply('sent'), state: null })).toBeUndefined();
  });
});

describe('the lightbox', () => {
  const picture = (id: string) =>
    ({ id, filename: `${id}.png`, size: 2_048, url: `/attachments/${id}` }) as Attachment;
  const pictures = ['cat', 'dog', 'owl'].map(picture);
  const shown = () => document.querySelector('img')?.getAttribute('alt');
  const press = (key: string) =>
    act(async () => {
      document.querySelector('dialog')?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });

  it('begins with the picture that was pressed, goes round by keys and by buttons, and counts', async () => {
    await show(<Lightbox pictures={pictures} start={picture('dog')} onClose={() => {}} />);
    expect(shown()).toBe('dog.png');
    expect(document.querySelector('header p')?.textContent).toMatch(/^dog\.png.*2 of 3$/);
    await press('ArrowRight');
    expect(shown()).toBe('owl.png');
    await press('ArrowRight');
    expect(shown()).toBe('cat.png');
    await press('ArrowLeft');
    expect(shown()).toBe('owl.png');
    await act(async () => document.querySelector<HTMLElement>('[aria-label="Picture before"]')?.click());
    expect(shown()).toBe('dog.png');
    expect(document.querySelector('a')?.getAttribute('href')).toBe('/api/v1/attachments/dog?download=1');
  });

  it('has no way on from the only one', async () => {
    await show(<Lightbox pictures={[picture('cat')]} start={picture('cat')} onClose={() => {}} />);
    expect(document.querySelector('.lightbox-go')).toBeNull();
    await press('ArrowRight');
    expect(shown()).toBe('cat.png');
  });

  it('closes by its button, beside the picture and by Escape, never on it; the focus goes back', async () => {
    const before = document.querySelector<HTMLElement>('button');
    before?.focus();
    const onClose = vi.fn();
    await show(<Lightbox pictures={pictures} start={picture('cat')} onClose={onClose} />);
    await act(async () => document.querySelector('img')?.click());
    expect(onClose).not.toHaveBeenCalled();
    await act(async () => document.querySelector<HTMLElement>('.lightbox-stage')?.click());
    await act(async () => document.querySelector<HTMLElement>('[aria-label="Close"]')?.click());
    const cancel = new Event('cancel', { cancelable: true });
    await act(async () => void document.querySelector('dialog')?.dispatchEvent(cancel));
    expect(cancel.defaultPrevented).toBe(true);
    expect(onClose).toHaveBeenCalledTimes(3);
    await show(null);
    expect(document.activeElement).toBe(before);
  });
});
