import { expect, it } from 'vitest';
import { refusal } from './use-files.js';

const limits = {
  textLength: null,
  attachments: 2,
  attachmentBytes: 100,
  totalBytes: 200,
  attachmentTypes: ['image/', 'application/pdf'],
};

it.each([
  [{ type: 'image/png', size: 100 }, null],
  [{ type: 'image/png', size: 101 }, 'size'],
  [{ type: 'application/pdf', size: 1 }, null],
  [{ type: 'application/pdfx', size: 1 }, 'type'],
  [{ type: 'text/plain', size: 1 }, 'type'],
])('%o: %s', (file, expected) => {
  expect(refusal(file, limits)).toBe(expected);
});

it('takes every kind where the channel names none', () => {
  expect(refusal({ type: '', size: 1 }, { ...limits, attachmentTypes: null })).toBeNull();
});

it('adds up what goes along', () => {
  expect(refusal({ type: 'image/png', size: 90 }, limits, 110)).toBeNull();
  expect(refusal({ type: 'image/png', size: 91 }, limits, 110)).toBe('total');
});
