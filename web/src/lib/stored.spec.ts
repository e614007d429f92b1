import { beforeEach, expect, it } from 'vitest';
import { forgetPersonal, readStored, writeStored } from './stored.js';

beforeEach(() => localStorage.clear());

it('forgets what a member wrote, and keeps how the device looks', () => {
  writeStored('draft.1', { body: 'half a sentence' });
  writeStored('anything-new', 1);
  writeStored('theme', 'dark');
  writeStored('list-width', 400);
  localStorage.setItem('of another page', '1');
  forgetPersonal();
  expect(Object.keys(localStorage).sort()).toEqual(['of another page', 'parley.list-width', 'parley.theme']);
  expect(readStored('draft.1', null)).toBeNull();
});
