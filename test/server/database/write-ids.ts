/** A UUID of version 7 made at `ms`, the `number`th of its kind. */
export function writeIdAt(ms: number, number: number): string {
  const time = ms.toString(16).padStart(12, '0');
  const rest = number.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
}
