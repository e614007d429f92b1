import { File, FileArchive, FileImage, FileSpreadsheet, FileText } from 'lucide-react';
import { expect, it } from 'vitest';
import { fileIcon, isPicture } from './file-icon.js';

it.each([
  ['image/svg+xml', FileImage],
  ['application/zip', FileArchive],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', FileSpreadsheet],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', FileText],
  ['application/pdf', FileText],
  ['application/octet-stream', File],
])('%s has an icon of its own', (type, icon) => {
  expect(fileIcon(type)).toBe(icon);
});

it('draws as pictures only what every browser does', () => {
  expect(['image/png', 'image/JPEG', 'image/webp'].filter(isPicture)).toHaveLength(3);
  expect(['image/svg+xml', 'image/tiff', 'image/heic', 'text/html'].filter(isPicture)).toEqual([]);
});
