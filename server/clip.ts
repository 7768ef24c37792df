/** The beginning of `text`, at most `unitsMax` code units of it and never half a pair. */
export function clip(text: string, unitsMax: number): string {
  return text.slice(0, unitsMax).replace(/[\uD800-\uDBFF]$/, '');
}
