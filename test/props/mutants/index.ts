import { argumentMutants } from './arguments.ts';
import { diskMutants } from './disk.ts';
import { lifetimeMutants } from './lifetimes.ts';
import type { Mutant } from './overlay.ts';
import { readingMutants } from './reading.ts';
import { structureMutants } from './structure.ts';
import { writingMutants } from './writing.ts';

export type { Mutant } from './overlay.ts';

/** Every planted bug, at least one a law. */
export const mutants: readonly Mutant[] = [
  ...readingMutants,
  ...writingMutants,
  ...argumentMutants,
  ...lifetimeMutants,
  ...structureMutants,
  ...diskMutants,
];
