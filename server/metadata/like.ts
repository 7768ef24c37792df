/*
 * A pattern is an automaton. Place p of it is where its first p characters, `_` among them, have
 * taken all of the text so far; a `%` behind those lets the automaton stay at p whatever comes. The
 * places that a text may have led to are a set of bits, so that one operation advances 32 of them.
 * Source: Baeza-Yates and Gonnet, "A new approach to text searching", 1992.
 */

/** Any one character. */
const ANY = -1;

interface Pattern {
  /** Code points, or `ANY`. */
  readonly characters: readonly number[];
  /** Places with a `%`. */
  readonly stays: readonly number[];
}

/** What a pattern says, or undefined when it ends in a `\` that makes nothing itself. */
function readPattern(pattern: string): Pattern | undefined {
  const characters: number[] = [];
  const stays: number[] = [];
  let escaped = false;
  for (const character of pattern) {
    if (escaped || !['\\', '%', '_'].includes(character)) {
      characters.push(character.codePointAt(0)!);
      escaped = false;
    } else if (character === '\\') escaped = true;
    else if (character === '_') characters.push(ANY);
    else stays.push(characters.length);
  }
  return escaped ? undefined : { characters, stays };
}

/** Whether `pattern` is one that `like` takes. */
export function isPattern(pattern: string): boolean {
  return readPattern(pattern) !== undefined;
}

/**
 * Whether a text matches `pattern`, as LIKE of SQL with `\` as escape: case and every character
 * (code point) count.
 * Requires: `isPattern(pattern)`.
 * Cost: a step a character of the text and 32 characters of the pattern, and no more.
 */
export function likeTest(pattern: string): (text: string) => boolean {
  const { characters, stays } = readPattern(pattern) ?? { characters: [], stays: [] };
  const end = characters.length;
  const words = (end >>> 5) + 1;
  const loops = new Uint32Array(words);
  for (const place of stays) setBit(loops, place);
  const takes = stepsOf(characters, words);
  const endsAnyhow = hasBit(loops, end);
  const places = new Uint32Array(words);
  return (text) => {
    places.fill(0);
    setBit(places, 0);
    // No place is above the number of characters taken.
    let taken = 0;
    for (let at = 0; at < text.length; ) {
      if (endsAnyhow && hasBit(places, end)) return true;
      const point = text.codePointAt(at)!;
      at += point > 0xffff ? 2 : 1;
      taken += 1;
      const reach = Math.min(words, (taken >>> 5) + 1);
      const steps = takes.get(point) ?? takes.get(ANY)!;
      if (!advance(places, steps, loops, reach)) return false;
    }
    return hasBit(places, end);
  };
}

/** The places that each character of the pattern leads to, and under `ANY` those of all others. */
function stepsOf(characters: readonly number[], words: number): ReadonlyMap<number, Uint32Array> {
  const any = new Uint32Array(words);
  for (const [place, character] of characters.entries()) {
    if (character === ANY) setBit(any, place + 1);
  }
  const takes = new Map([[ANY, any]]);
  for (const [place, character] of characters.entries()) {
    let steps = takes.get(character);
    if (steps === undefined) {
      steps = any.slice();
      takes.set(character, steps);
    }
    setBit(steps, place + 1);
  }
  return takes;
}

/**
 * Goes on from `places` to those that `steps` has next, or stays; tells whether any are left.
 * @param reach words that have a place, those led to now included
 */
function advance(
  places: Uint32Array,
  steps: Uint32Array,
  loops: Uint32Array,
  reach: number,
): boolean {
  let left = 0;
  for (let word = reach - 1; word >= 0; word -= 1) {
    const here = places[word]!;
    const below = word === 0 ? 0 : places[word - 1]! >>> 31;
    const next = (((here << 1) | below) & steps[word]!) | (here & loops[word]!);
    places[word] = next;
    left |= next;
  }
  return left !== 0;
}

function setBit(words: Uint32Array, bit: number): void {
  words[bit >>> 5]! |= 1 << (bit & 31);
}

function hasBit(words: Uint32Array, bit: number): boolean {
  return ((words[bit >>> 5]! >>> (bit & 31)) & 1) === 1;
}
