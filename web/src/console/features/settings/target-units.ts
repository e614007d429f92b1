export type Unit = 'minutes' | 'hours' | 'days';
export const unitMs: Record<Unit, number> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** The largest unit that says a length of time exactly. */
export function splitTarget(ms: number): { value: number; unit: Unit } {
  const unit =
    (['days', 'hours'] as const).find((name) => ms >= unitMs[name] && ms % unitMs[name] === 0) ?? 'minutes';
  return { value: Math.round((ms / unitMs[unit]) * 100) / 100, unit };
}

export const joinTarget = (value: number, unit: Unit) => Math.max(1_000, Math.round(value * unitMs[unit]));
