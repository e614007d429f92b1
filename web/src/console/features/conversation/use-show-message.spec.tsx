import type { Message } from '@parley/shared/messages.js';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useShowMessage } from './use-show-message.js';

const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => ({ id: `m${from + n}` }) as Message);

let root: Root;
let load: ReturnType<typeof vi.fn<() => void>>;
let scrolled: string[];

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  scrolled = [];
  Element.prototype.scrollIntoView = function scrollIntoView(this: Element) {
    scrolled.push(this.getAttribute('data-message') ?? '');
  };
  load = vi.fn<() => void>();
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.querySelector('#root') as HTMLElement);
});
afterEach(() => act(async () => root.unmount()));

function Thread({ messages, hasMore, busy }: { messages: Message[]; hasMore: boolean; busy: boolean }) {
  useShowMessage(messages, { hasMore, busy, load });
  return messages.map(({ id }) => <p key={id} data-message={id} />);
}
const show = (messages: Message[], { wanted = 'm3', hasMore = true, busy = false } = {}) =>
  act(async () =>
    root.render(
      <MemoryRouter initialEntries={[{ pathname: '/', state: { messageId: wanted }, key: 'here' }]}>
        <Thread messages={messages} hasMore={hasMore} busy={busy} />
      </MemoryRouter>,
    ),
  );

describe('a message somebody came for', () => {
  it('is fetched where it stands further back, shown once, and then left alone', async () => {
    await show(ids(20, 30));
    expect(load).toHaveBeenCalledTimes(1);
    await show(ids(20, 30), { busy: true });
    expect(load).toHaveBeenCalledTimes(1);
    await show(ids(10, 30));
    expect(load).toHaveBeenCalledTimes(2);
    expect(scrolled).toEqual([]);
    await show(ids(0, 30));
    expect(scrolled).toEqual(['m3']);
    expect(document.querySelector('[data-message=m3]')?.className).toBe('is-shown');
    await show(ids(0, 31));
    expect([scrolled.length, load.mock.calls.length]).toEqual([1, 2]);
  });

  it('is not looked for where there is nothing more, nor without end', async () => {
    await show(ids(20, 30), { hasMore: false });
    expect(load).not.toHaveBeenCalled();
    for (let n = 0; n < 40; n += 1) await show(ids(1_000 - n, 1_000), { wanted: 'nowhere' });
    expect(load).toHaveBeenCalledTimes(20);
  });

  it('is not asked for by somebody who came for none', async () => {
    await act(async () =>
      root.render(
        <MemoryRouter initialEntries={['/']}>
          <Thread messages={ids(20, 30)} hasMore busy={false} />
        </MemoryRouter>,
      ),
    );
    expect(load).not.toHaveBeenCalled();
  });
});
