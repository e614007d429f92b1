/**
 * Where an arrow key leads, or null for other keys. Points lie in rows of `across`; with one row, up and down do what right and
 * left do, as on any slider.
 */
export function cursorStep(key: string, at: number, count: number, across: number): number | null {
  const rows = across < count;
  const within = (to: number) => Math.min(count - 1, Math.max(0, to));
  switch (key) {
    case 'ArrowRight':
      return within(at + 1);
    case 'ArrowLeft':
      return within(at - 1);
    case 'ArrowDown':
      return rows ? (at + across < count ? at + across : at) : within(at - 1);
    case 'ArrowUp':
      return rows ? (at - across >= 0 ? at - across : at) : within(at + 1);
    case 'PageDown':
      return within(at + 7);
    case 'PageUp':
      return within(at - 7);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
