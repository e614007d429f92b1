import './charts.css';

/** A bar in a table's cell: how this row compares with the largest. `share` from 0 to 1. */
export function InlineBar({ share, tone = 'accent' }: { share: number; tone?: 'accent' | 'quiet' }) {
  return (
    <span className={`inline-bar inline-bar-${tone}`} aria-hidden="true">
      <span style={{ inlineSize: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  );
}
