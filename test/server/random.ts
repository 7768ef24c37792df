/** Whole numbers from 0 to below `below`, the same ones for the same seed (mulberry32). */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One of `choices`, which are not none. */
export function pick<Choice>(random: Random, choices: readonly Choice[]): Choice {
  const choice = choices[random(choices.length)];
  if (choice === undefined) throw new RangeError('nothing to pick from');
  return choice;
}
