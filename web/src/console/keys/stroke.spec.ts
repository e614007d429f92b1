import { describe, expect, it } from 'vitest';
import { isTyping, strokeOf, takesEnter } from './stroke.js';

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  strokeOf({ key, metaKey: false, ctrlKey: false, altKey: false, shiftKey: false, ...held });

describe('strokeOf', () => {
  it.each([
    ['j', {}, 'j'],
    ['?', { shiftKey: true }, '?'],
    ['J', { shiftKey: true }, 'shift+j'],
    ['Enter', { metaKey: true }, 'mod+enter'],
    ['Enter', { ctrlKey: true, shiftKey: true }, 'mod+shift+enter'],
    ['ArrowDown', {}, 'down'],
  ])('%s %o is %s', (key, held, expected) => {
    expect(press(key, held)).toBe(expected);
  });
});

describe('isTyping', () => {
  it('knows fields from controls', () => {
    const make = (html: string) => {
      const host = document.createElement('div');
      host.innerHTML = html;
      return host.firstElementChild;
    };
    expect(isTyping(make('<input>'))).toBe(true);
    expect(isTyping(make('<textarea></textarea>'))).toBe(true);
    expect(isTyping(make('<input type="checkbox">'))).toBe(false);
    expect(isTyping(make('<button></button>'))).toBe(false);
    expect(isTyping(null)).toBe(false);
  });
});

it('Enter belongs to what has the focus, where that can be pressed or followed', () => {
  const host = document.createElement('div');
  host.innerHTML = '<a href="/x"><b></b></a><button type="button"></button><p></p>';
  expect(takesEnter(host.querySelector('b'))).toBe(true);
  expect(takesEnter(host.querySelector('button'))).toBe(true);
  expect(takesEnter(host.querySelector('p'))).toBe(false);
  expect(takesEnter(null)).toBe(false);
});
