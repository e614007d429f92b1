import { expect, it, vi } from 'vitest';
import { Events, isThere, optionsOf, type ParleyApi, publish } from './embed.js';

const tag = (attributes: Record<string, string>) => {
  const script = document.createElement('script');
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  return script;
};
const api = (): ParleyApi => ({ open() {}, close() {}, identify() {}, on: () => () => {}, unread: 0 });

it('reads what the tag says, and takes nothing it does not know', () => {
  expect(
    optionsOf(
      tag({
        src: 'https://parley.brand.example/widget.js?v=1',
        'data-channel': ' e1 ',
        'data-language': 'de-AT',
        'data-side': 'left',
        'data-theme': 'purple',
      }),
    ),
  ).toEqual({
    endpointId: 'e1',
    origin: 'https://parley.brand.example',
    language: 'de-AT',
    side: 'left',
    theme: 'auto',
    identity: null,
    nonce: '',
  });
  expect(optionsOf(tag({ src: 'https://parley.brand.example/widget.js' }))).toBeNull();
});

it('leaves alone what the page calls Parley', () => {
  const own = {};
  const page: Record<string, unknown> = { Parley: own };
  expect(isThere(page)).toBe(false);
  publish(api(), page);
  expect(page.Parley).toBe(own);
  expect(isThere(page)).toBe(true);
  const empty: Record<string, unknown> = {};
  publish(api(), empty);
  expect(isThere(empty)).toBe(true);
  expect(Object.keys(empty)).toEqual([]);
});

it('tells handlers, goes on after one that throws, and forgets those that end', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const events = new Events();
  const heard: number[] = [];
  events.on('unread', () => {
    throw new Error('of the page');
  });
  const end = events.on('unread', (count) => heard.push(count));
  events.on('unread', 'no function' as never);
  events.tell('unread', 2);
  end();
  events.tell('unread', 3);
  expect(heard).toEqual([2]);
  expect(said).toHaveBeenCalledTimes(2);
});
