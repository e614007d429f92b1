import { expect, it } from 'vitest';
import { contrast, palette, parseColour, readableOn } from './colour.js';

type Rgb = readonly [number, number, number];
const rgb = (text = ''): Rgb => {
  const [, r, g, b] = /^rgb\((\d+) (\d+) (\d+)\)$/.exec(text) ?? [];
  return [Number(r), Number(g), Number(b)];
};

it('reads colours as they are written, and nothing else', () => {
  expect(parseColour('#3d63dd')).toEqual([61, 99, 221]);
  expect(parseColour('#FFF')).toEqual([255, 255, 255]);
  for (const text of ['red', '#12', '#12345', '#gggggg', 'url(#a)', '']) expect(parseColour(text)).toBeNull();
});

it('computes contrast as the guidelines do', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
  expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
});

it.each(['light', 'dark'] as const)('whatever colour a brand has, its text can be read (%s)', (theme) => {
  const ground: Rgb = theme === 'light' ? [255, 255, 255] : [27, 29, 33];
  for (let red = 0; red <= 255; red += 51)
    for (let green = 0; green <= 255; green += 51)
      for (let blue = 0; blue <= 255; blue += 51) {
        const colour = `#${[red, green, blue].map((one) => one.toString(16).padStart(2, '0')).join('')}`;
        const found = palette(colour, theme);
        const of = (name: string) => rgb(found[name]);
        expect([colour, contrast(of('--brand'), of('--on-brand')) >= 4.45]).toEqual([colour, true]);
        expect([colour, contrast(of('--accent'), ground) >= 4.5]).toEqual([colour, true]);
        expect([colour, contrast(of('--brand'), ground) >= 1.5]).toEqual([colour, true]);
      }
});

it('leaves a colour alone that can be read already', () => {
  expect(readableOn([61, 99, 221], [255, 255, 255], 4.5)).toEqual([61, 99, 221]);
  expect(palette('#3d63dd', 'light')).toMatchObject({
    '--brand': 'rgb(61 99 221)',
    '--on-brand': 'rgb(255 255 255)',
  });
  expect(palette('nonsense', 'light')).toEqual(palette('#3d63dd', 'light'));
});
