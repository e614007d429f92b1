export type Placement = 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end' | 'top' | 'bottom' | 'right';

type Box = { top: number; left: number; right: number; bottom: number; width: number; height: number };
type Size = { width: number; height: number };

const margin = 8;

/**
 * Where to put a floating box of `size` beside `anchor`: the wished side if it fits, else the opposite one,
 * always inside the viewport. All values are CSS pixels relative to the viewport.
 */
export function place(anchor: Box, size: Size, placement: Placement, viewport: Size, gap = 6) {
  if (placement === 'right') {
    const fits = anchor.right + gap + size.width <= viewport.width - margin;
    const left = fits ? anchor.right + gap : anchor.left - gap - size.width;
    return clamp({ left, top: anchor.top + anchor.height / 2 - size.height / 2 }, size, viewport);
  }
  const [side, align] = placement.split('-') as ['top' | 'bottom', 'start' | 'end' | undefined];
  const below = viewport.height - anchor.bottom - gap - margin;
  const above = anchor.top - gap - margin;
  const room = side === 'bottom' ? below : above;
  const flip = size.height > room && (side === 'bottom' ? above : below) > room;
  const bottom = (side === 'bottom') !== flip;
  const top = bottom ? anchor.bottom + gap : anchor.top - gap - size.height;
  const left =
    align === 'start'
      ? anchor.left
      : align === 'end'
        ? anchor.right - size.width
        : anchor.left + anchor.width / 2 - size.width / 2;
  return clamp({ left, top }, size, viewport);
}

function clamp(at: { left: number; top: number }, size: Size, viewport: Size) {
  const max = (room: number, length: number) => Math.max(margin, room - length - margin);
  return {
    left: Math.min(Math.max(at.left, margin), max(viewport.width, size.width)),
    top: Math.min(Math.max(at.top, margin), max(viewport.height, size.height)),
  };
}
