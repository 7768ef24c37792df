import { describe, expect, it } from 'vitest';
import { redBlack } from '../engines/red-black/index.ts';
import { treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import { FAILING_OPERATIONS, tryFailure } from './faults/index.ts';

/** More than any operation is asked for in one try. */
const INDEX_MAX = 400;

describe.each([redBlack, unbalanced])(
  'an operation of the disk that fails under $name',
  (balance) => {
    it.each(FAILING_OPERATIONS)(
      'at any moment, once or for good, loses nothing: %s',
      async (operation) => {
        let tried = 0;
        for (const persistent of [false, true]) {
          for (let index = 1; index <= INDEX_MAX; index += 1) {
            const code = index % 2 === 0 ? 'FULL' : 'IO';
            const failure = { operation, index, persistent, code } as const;
            const outcome = await tryFailure((storage) => treeEngine(balance, storage), failure);
            if (!outcome.reached) break;
            tried += 1;
            expect({ failure, violation: outcome.violation }).toEqual({
              failure,
              violation: undefined,
            });
          }
        }

        expect(tried).toBeGreaterThan(1);
      },
    );
  },
);
