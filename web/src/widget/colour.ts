type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [20, 21, 24];

/** `#rrggbb` or `#rgb`; null for anything else. */
export function parseColour(text: string): Rgb | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(text.trim());
  const hex = short
    ? short.slice(1).map((one) => one + one)
    : (/^#(..)(..)(..)$/.exec(text.trim())?.slice(1) ?? []);
  if (hex.length !== 3 || !hex.every((one) => /^[\da-f]{2}$/i.test(one))) return null;
  return [
    Number.parseInt(hex[0] ?? '', 16),
    Number.parseInt(hex[1] ?? '', 16),
    Number.parseInt(hex[2] ?? '', 16),
  ];
}

const linear = (channel: number) => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
/** Relative luminance, 0 to 1 (WCAG 2.2). */
export const luminance = ([r, g, b]: Rgb): number =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const mix = (one: Rgb, other: Rgb, share: number): Rgb => [
  one[0] + (other[0] - one[0]) * share,
  one[1] + (other[1] - one[1]) * share,
  one[2] + (other[2] - one[2]) * share,
];
const css = (colour: Rgb) => `rgb(${colour.map((one) => Math.round(one)).join(' ')})`;

/** The colour itself where it can be read on the ground at the ratio, else the nearest lighter or darker one. */
export function readableOn(colour: Rgb, ground: Rgb, ratio: number): Rgb {
  const towards = luminance(ground) < 0.18 ? WHITE : INK;
  for (let share = 0; share < 1; share += 0.04) {
    const found = mix(colour, towards, share).map(Math.round) as unknown as Rgb;
    if (contrast(found, ground) >= ratio) return found;
  }
  return towards;
}

const GROUNDS = { light: WHITE, dark: [27, 29, 33] as Rgb };
const NEUTRAL: Rgb = [61, 99, 221];

/** What the brand's colour becomes: a ground with text that can be read on it, and a colour for text and rings. */
export function palette(colour: string, theme: 'light' | 'dark'): Record<string, string> {
  const ground = GROUNDS[theme];
  // A ground that melts into the panel would be no button.
  const brand = readableOn(parseColour(colour) ?? NEUTRAL, ground, 1.6);
  const on = contrast(brand, WHITE) >= 4.5 ? WHITE : contrast(brand, INK) >= 4.5 ? INK : null;
  const fill = on ? brand : readableOn(brand, WHITE, 4.5);
  return {
    '--brand': css(fill),
    '--brand-deep': css(mix(fill, on === INK ? WHITE : INK, 0.12)),
    '--on-brand': css(on ?? WHITE),
    '--accent': css(readableOn(fill, ground, 4.6)),
    '--accent-soft': css(mix(ground, fill, 0.1)),
  };
}
