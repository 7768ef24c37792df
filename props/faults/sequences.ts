import { type Change, put, remove, type Step } from './steps.ts';

/** What a file's owner can do, in the small. */
export type Letter = 'put new' | 'put replace' | 'delete' | 'commit' | 'compact';

/** Every sequence of 1 to `length` letters of `alphabet`. */
export function* sequences(
  alphabet: readonly Letter[],
  length: number,
): Iterable<readonly Letter[]> {
  let longest: readonly (readonly Letter[])[] = [[]];
  for (let step = 0; step < length; step += 1) {
    longest = longest.flatMap((sequence) => alphabet.map((letter) => [...sequence, letter]));
    yield* longest;
  }
}

/**
 * A sequence as steps: changes gather until a commit takes them, and those that none takes are
 * aborted at the end.
 */
export function stepsOf(sequence: readonly Letter[]): readonly Step[] {
  const steps: Step[] = [];
  let changes: Change[] = [];
  for (const [index, letter] of sequence.entries()) {
    const value = `${index}`.repeat(200);
    switch (letter) {
      case 'put new':
        changes.push(put('a', `k${index}`, value));
        break;
      case 'put replace':
        changes.push(put('a', 'same', value));
        break;
      case 'delete':
        changes.push(remove('a', 'same'));
        break;
      case 'commit':
        steps.push({ tag: 'commit', transactions: [changes] });
        changes = [];
        break;
      case 'compact':
        steps.push({ tag: 'compact', beside: [] });
        break;
      default:
        throw new TypeError(`unknown letter ${String(letter satisfies never)}`);
    }
  }
  if (changes.length > 0) steps.push({ tag: 'abort', changes });
  return steps;
}
