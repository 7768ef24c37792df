/** A part of a pattern: a character, `_` for any one, or `%` for any text. */
type Part = { readonly tag: 'one'; readonly character: string } | { readonly tag: 'any' | 'text' };

/** The parts of a pattern, or undefined when it ends in a `\` that makes nothing itself. */
function partsOf(pattern: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  let escaped = false;
  for (const character of pattern) {
    if (escaped || !['\\', '%', '_'].includes(character)) {
      parts.push({ tag: 'one', character });
      escaped = false;
    } else if (character === '\\') escaped = true;
    else if (character === '_') parts.push({ tag: 'any' });
    else if (parts.at(-1)?.tag !== 'text') parts.push({ tag: 'text' });
  }
  return escaped ? undefined : parts;
}

/** Whether `pattern` is one that `like` takes. */
export function isPattern(pattern: string): boolean {
  return partsOf(pattern) !== undefined;
}

/**
 * Whether a text matches `pattern`, as LIKE of SQL with `\` as escape: case and every character
 * (code point) count.
 * Requires: `isPattern(pattern)`.
 * Cost: O(text), times the length of the pattern in the worst case.
 */
export function likeTest(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern) ?? [];
  return (text) => {
    let at = 0;
    let part = 0;
    // Where the last `%` began, and how much it has taken so far: only the last one need give way.
    let retry: { readonly part: number; at: number } | undefined;
    while (at < text.length || part < parts.length) {
      const wanted = parts[part];
      if (wanted?.tag === 'text') {
        part += 1;
        retry = { part, at };
        continue;
      }
      const width = at < text.length ? widthAt(text, at) : 0;
      if (wanted !== undefined && width > 0 && takes(wanted, text, at, width)) {
        at += width;
        part += 1;
      } else if (retry !== undefined && retry.at < text.length) {
        retry.at += widthAt(text, retry.at);
        at = retry.at;
        part = retry.part;
      } else return false;
    }
    return true;
  };
}

/** Units of the character at `at`. */
function widthAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

function takes(part: Part, text: string, at: number, width: number): boolean {
  if (part.tag !== 'one') return part.tag === 'any';
  const { character } = part;
  return character.length === width && text.startsWith(character, at);
}
