import { beforeEach, expect, it, vi } from 'vitest';
import { Refused, type UploadOptions } from './backend.js';
import { type Chosen, isAllowed, Uploads } from './uploads.js';

const limits = { attachments: 2, attachmentBytes: 10, attachmentTypes: null };
const file = (name: string, text = 'abc', type = 'text/plain') => new File([text], name, { type });
let shown: Chosen[];
const make = (upload: (file: File, options: UploadOptions) => Promise<{ uploadId: string }>) =>
  new Uploads(upload, (files) => {
    shown = files;
  });
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  shown = [];
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: vi.fn() }));
});

it('brings a file at once, tells how far it is, and gives it to the next message', async () => {
  const uploads = make(async (_file, { onProgress }) => {
    onProgress(0.5);
    expect(shown[0]?.progress).toBe(0.5);
    return { uploadId: 'u1' };
  });
  uploads.add([file('a.txt')], limits);
  await settle();
  expect(shown[0]).toMatchObject({ name: 'a.txt', progress: 1, uploadId: 'u1', failed: null });
  expect(uploads.take()).toEqual([{ uploadId: 'u1', name: 'a.txt', type: 'text/plain', size: 3 }]);
  expect(shown).toEqual([]);
});

it('says why a file is not taken, before anything is sent', () => {
  const upload = vi.fn();
  const uploads = make(upload);
  uploads.add([file('big.txt', 'x'.repeat(11))], limits);
  uploads.add([file('a.exe', 'x', 'application/x-exe')], { ...limits, attachmentTypes: ['image/'] });
  expect(shown.map((one) => one.failed)).toEqual(['too_large', 'unsupported_media_type']);
  expect(uploads.add([file('c.txt'), file('d.txt')], limits)).toBe(2);
  expect(upload).not.toHaveBeenCalled();
  expect(uploads.take()).toEqual([]);
});

it('tries again when asked, and stops what is taken away', async () => {
  const signals: AbortSignal[] = [];
  const upload = vi
    .fn<(file: File, options: UploadOptions) => Promise<{ uploadId: string }>>()
    .mockRejectedValueOnce(new Refused('offline'))
    .mockImplementation((_file, { signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    });
  const uploads = make(upload);
  uploads.add([file('a.txt')], limits);
  await settle();
  expect(shown[0]?.failed).toBe('offline');
  uploads.retry(shown[0]?.id ?? '');
  await settle();
  expect(shown[0]?.failed).toBeNull();
  uploads.remove(shown[0]?.id ?? '');
  expect(signals[0]?.aborted).toBe(true);
  expect(shown).toEqual([]);
});

it('shows pictures, but no drawing that could hold a script', () => {
  const uploads = make(() => new Promise(() => {}));
  uploads.add([file('a.png', 'x', 'image/png'), file('b.svg', 'x', 'image/svg+xml')], limits);
  expect(shown.map((one) => one.preview)).toEqual(['blob:x', null]);
});

it('knows which types are allowed', () => {
  expect(isAllowed('image/png', null)).toBe(true);
  expect(isAllowed('image/png', ['image/'])).toBe(true);
  expect(isAllowed('text/html', ['image/', 'application/pdf'])).toBe(false);
});
