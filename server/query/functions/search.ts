/**
 * Where `pattern` stands in `text`, from left to right and none inside another: indices in UTF-16
 * units, at most `countMax` of them. Requires a pattern that is not empty.
 * Cost: O(characters of both), whatever they are; `indexOf` takes their product for some.
 * Source: Knuth, Morris and Pratt, Fast pattern matching in strings, 1977.
 */
export function placesOf(
  pattern: string,
  text: string,
  countMax: number = Number.POSITIVE_INFINITY,
): readonly number[] {
  const places: number[] = [];
  const borders = bordersOf(pattern);
  let matched = 0;
  for (let at = 0; at < text.length && places.length < countMax; at += 1) {
    matched = extended(pattern, borders, { matched, unit: text.charCodeAt(at) });
    if (matched < pattern.length) continue;
    places.push(at + 1 - matched);
    matched = 0;
  }
  return places;
}

/**
 * For each length of a beginning of `pattern`, that of the longest shorter beginning with which it
 * also ends.
 */
function bordersOf(pattern: string): Uint32Array {
  const borders = new Uint32Array(pattern.length + 1);
  let matched = 0;
  for (let length = 2; length <= pattern.length; length += 1) {
    matched = extended(pattern, borders, { matched, unit: pattern.charCodeAt(length - 1) });
    borders[length] = matched;
  }
  return borders;
}

/** How much of `pattern` stands at the end of a text that `matched` of it stood at before `unit`. */
function extended(
  pattern: string,
  borders: Uint32Array,
  { matched, unit }: { readonly matched: number; readonly unit: number },
): number {
  let length = matched;
  while (length > 0 && pattern.charCodeAt(length) !== unit) length = borders[length]!;
  return pattern.charCodeAt(length) === unit ? length + 1 : length;
}
