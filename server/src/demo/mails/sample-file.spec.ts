import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { sampleFile } from './sample-file.format.js';

describe('sample files', () => {
  it('the picture is a PNG of its size', () => {
    const { content, contentType } = sampleFile('photo', '');
    expect(contentType).toBe('image/png');
    expect(content.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(content.readUInt32BE(16)).toBe(480);
    const at = content.indexOf('IDAT');
    const length = content.readUInt32BE(at - 4);
    expect(inflateSync(content.subarray(at + 4, at + 4 + length))).toHaveLength((480 * 3 + 1) * 360);
    expect(content.length).toBeLessThan(400_000);
  });

  it('the receipt is a PDF whose table of contents is right', () => {
    const text = sampleFile('receipt', 'Receipt KK-1 (paid)').content.toString('latin1');
    expect(text).toContain('(Receipt KK-1 \\(paid\\))');
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(start, start + 4)).toBe('xref');
    for (const [entry] of text.matchAll(/\d{10} 00000 n/g)) {
      expect(text.slice(Number(entry.slice(0, 10)))).toMatch(/^\d 0 obj/);
    }
  });
});
