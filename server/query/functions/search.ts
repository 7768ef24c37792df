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
    const unit = text.charCodeAt(at);
    while (matched > 0 && pattern.charCodeAt(matched) !== unit) matched = borders[matched]!;
    if (pattern.charCodeAt(matched) === unit) matched += 1;
    if (matched < pattern.length) continue;
    places.push(at + 1 - matched);
    matched = 0;
  }
  return places;
}

/**
 * For each length of a beginning of `pattern`, that of the longest shorter beginning with which it
 * also ends: how much of the pattern still stands at a place when the next unit does not fit.
 */
function bordersOf(pattern: string): Uint32Array {
  const borders = new Uint32Array(pattern.length + 1);
  let matched = 0;
  for (let at = 1; at < pattern.length; at += 1) {
    const unit = pattern.charCodeAt(at);
    while (matched > 0 && pattern.charCodeAt(matched) !== unit) matched = borders[matched]!;
    if (pattern.charCodeAt(matched) === unit) matched += 1;
    borders[at + 1] = matched;
  }
  return borders;
}
