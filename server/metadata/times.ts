/**
 * A time is a whole number of microseconds since 1970 in UTC that a double holds exactly: from
 * 1684 to 2255. As text it is ISO 8601, `2024-05-01T12:30:00.25Z`.
 */

/** Greatest magnitude of a time. */
const MICROSECONDS_MAX = Number.MAX_SAFE_INTEGER;

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * The time that `text` names, or undefined when it is none: a day that exists, alone or with a
 * time of day to the microsecond, and an offset; without one it is UTC.
 */
export function parseTime(text: string): number | undefined {
  const [match, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] =
    ISO.exec(text) ?? [];
  if (match === undefined) return undefined;
  const offset = zone === undefined || zone === 'Z' ? '+00:00' : zone;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const ms = Date.parse(`${local}.000Z`);
  // Date.parse takes the 30th of February for a day of March, and 24:00 for the day after.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(local)) return undefined;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(4))];
  if (hours > 23 || minutes > 59) return undefined;
  const east = (offset.startsWith('-') ? -1 : 1) * (60 * hours + minutes);
  const time = 1000 * (ms - 60_000 * east) + Number(fraction.padEnd(6, '0'));
  return isTime(time) ? time : undefined;
}

/** The text of a time: as many decimals of a second as it needs. */
export function formatTime(time: number): string {
  const ms = Math.floor(time / 1000);
  const rest = time - 1000 * ms;
  const text = new Date(ms).toISOString().slice(0, -1);
  const fraction = `${text.slice(20)}${String(rest).padStart(3, '0')}`.replace(/0+$/, '');
  return `${text.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

export function isTime(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= MICROSECONDS_MAX;
}
