const DAY = 86_400_000;

/** `2026-01-31`: the UTC day of an instant (ms), or so many days from it. */
export const dayName = (time: number, days = 0): string => new Date(time + days * DAY).toISOString().slice(0, 10);
