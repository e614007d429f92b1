import { beforeEach, expect, it, vi } from 'vitest';
import { followKeyboard } from './viewport.js';

const root = document.documentElement;
let view: EventTarget & { height: number; scale: number };
const resize = (height: number, scale = 1) => {
  Object.assign(view, { height, scale });
  view.dispatchEvent(new Event('resize'));
  return { size: root.style.getPropertyValue('--viewport'), keyboard: root.dataset.keyboard !== undefined };
};

beforeEach(() => {
  vi.stubGlobal('innerHeight', 740);
  vi.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  view = Object.assign(new EventTarget(), { height: 740, scale: 1 });
  followKeyboard(view as unknown as VisualViewport);
});

it('makes the page as high as what the keyboard leaves, and gives it back', () => {
  expect(resize(420)).toEqual({ size: '420px', keyboard: true });
  expect(resize(740)).toEqual({ size: '', keyboard: false });
});

it('takes neither the bars of the browser nor zooming for a keyboard', () => {
  expect(resize(680)).toEqual({ size: '', keyboard: false });
  expect(resize(370, 2)).toEqual({ size: '', keyboard: false });
});
