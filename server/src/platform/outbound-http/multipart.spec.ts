import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { type MultipartFile, multipart } from './multipart.js';

const file = (change: Partial<MultipartFile> & { content?: string } = {}): MultipartFile => {
  const { content = 'bytes', ...rest } = change;
  return {
    name: 'photo',
    filename: 'a.png',
    contentType: 'image/png',
    size: Buffer.byteLength(content),
    open: async () => Readable.from([Buffer.from(content)]),
    ...rest,
  };
};
const read = async (form: ReturnType<typeof multipart>) => {
  const body = await buffer(form.body);
  const parsed = await new Response(body, { headers: form.headers }).formData();
  return { length: body.length, parsed };
};

it('is a form any server reads, of the length it says', async () => {
  const form = multipart({ chat_id: '-100', caption: 'Grüße\n"👋"' }, [
    file(),
    file({
      name: 'other',
      filename: 'Menü "neu".pdf',
      contentType: 'application/pdf',
      content: 'ö'.repeat(999),
    }),
  ]);
  const { length, parsed } = await read(form);
  expect(form.headers['content-length']).toBe(String(length));
  expect(parsed.get('chat_id')).toBe('-100');
  expect(parsed.get('caption')).toBe('Grüße\n"👋"');
  const other = parsed.get('other') as File;
  expect([other.name, other.type, await other.text()]).toEqual([
    'Menü "neu".pdf',
    'application/pdf',
    'ö'.repeat(999),
  ]);
});

it('lets no name or type break out of its header', async () => {
  const form = multipart({}, [file({ filename: 'a"\r\nX: y', contentType: 'image/png\r\nX: z' })]);
  const text = (await buffer(form.body)).toString();
  expect(text).not.toMatch(/^X: /m);
});

it('opens a file only when its turn comes, and fails with it', async () => {
  const opened: string[] = [];
  const form = multipart({}, [
    file({
      open: async () => {
        opened.push('first');
        return Readable.from([Buffer.from('12345')]);
      },
    }),
    file({ open: async () => Promise.reject(new Error('gone')) }),
  ]);
  expect(opened).toEqual([]);
  await expect(buffer(form.body)).rejects.toThrow('gone');
  expect(opened).toEqual(['first']);
});
