import { beforeEach, expect, it, vi } from 'vitest';
import { Memory, mark } from './memory.js';

beforeEach(() => localStorage.clear());

it('keeps things apart by channel and visitor, and across pages', () => {
  new Memory('a.').write('draft', 'hello');
  new Memory('b.').write('draft', 'other');
  expect(new Memory('a.').read('draft')).toBe('hello');
  new Memory('a.').clear();
  expect(new Memory('a.').read('draft')).toBeNull();
  expect(new Memory('b.').read('draft')).toBe('other');
});

it('lists names in order', () => {
  const memory = new Memory('a.');
  for (const name of ['out.2', 'draft', 'out.1']) memory.write(name, 1);
  expect(memory.names('out.')).toEqual(['out.1', 'out.2']);
});

it.each([
  ['forbidden', 'localStorage', 'get'],
  ['full', 'setItem', 'method'],
] as const)('works for the visit where storage is %s', (_case, what, how) => {
  const refuse = () => {
    throw new DOMException('no', 'SecurityError');
  };
  if (how === 'get') vi.spyOn(window, 'localStorage', 'get').mockImplementation(refuse);
  else vi.spyOn(Storage.prototype, what as 'setItem').mockImplementation(refuse);
  const memory = new Memory('a.');
  memory.write('draft', 'hello');
  expect(memory.read('draft')).toBe('hello');
  expect(memory.names('')).toEqual(['draft']);
  memory.remove('draft');
  expect(memory.read('draft')).toBeNull();
});

it('does not stumble over what somebody else wrote there', () => {
  localStorage.setItem('a.draft', '{no json');
  expect(new Memory('a.').read('draft')).toBeNull();
});

it('hears what another tab changed', () => {
  const heard: string[] = [];
  const stop = new Memory('a.').onChange((name) => heard.push(name));
  window.dispatchEvent(new StorageEvent('storage', { key: 'a.token' }));
  window.dispatchEvent(new StorageEvent('storage', { key: 'b.token' }));
  window.dispatchEvent(new StorageEvent('storage', { key: null }));
  stop();
  window.dispatchEvent(new StorageEvent('storage', { key: 'a.token' }));
  expect(heard).toEqual(['token', '']);
});

it('marks different people differently', () => {
  expect(mark('customer-1')).not.toBe(mark('customer-2'));
  expect(mark('anna@person.example')).not.toContain('anna');
});
