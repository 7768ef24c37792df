import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  printValue,
  QueryError,
  type QuerySource,
  Session,
  toJson,
} from '../../../server/index.ts';
import { session } from './programs.ts';

const LIMITS = { stepsMax: 5_000, depthMax: 50, bytesMax: 4 * 1024 * 1024 };

/** A collection that answers anything, at once. */
const SOURCE: QuerySource = {
  nearest: async ({ k }) => ({ neighbours: [{ id: 'a', distance: 0 }], total: k, explain: { k } }),
  within: async () => ({ neighbours: [], total: 0, explain: undefined }),
  distance: async () => 1,
  series: async () => ({ times: [0, 1], values: [1, 2] }),
  select: async () => ({ rows: [{ id: 'a', __proto__: 1 }], total: 1 }),
  insert: async () => {
    throw new RangeError('refused');
  },
};

const NAMES = [...session().names(), 'x', 'y', 'f', '__proto__', 'constructor', 'nope'];
const ATOM: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  fc.constantFrom('0', '1', '-1', '2.5', '1e9', 'nil', 'true', '"a"', '"\\u{1f600}"', '()', '{}'),
  fc.constantFrom(':k', ':where', ':limit', ':explain', "'x", "'(1 2 3)", '{"values" (1 2)}'),
);
const { program } = fc.letrec<{ program: string }>((tie) => {
  const some = fc.array(tie('program'), { maxLength: 4 });
  return {
    program: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      ATOM,
      fc
        .tuple(fc.constantFrom(...NAMES), some)
        .map(([name, rest]) => `(${[name, ...rest].join(' ')})`),
      some.map((rest) => `(func (x & y) ${rest.join(' ')})`),
      some.map((rest) => `(def f (func (x) (f ${rest.join(' ')}) (f x)))`),
      tie('program').map((inner) => `(let ((x ${inner}) (y x)) (f x y))`),
      tie('program').map((inner) => `(select (where (= a ${inner})) (fields a) (sort (desc a)))`),
      tie('program').map((inner) => `((func (x) (map x (list ${inner}))) ${inner})`),
    ),
  };
});

/** A program with a few of its characters left out, doubled or replaced. */
const mutated: fc.Arbitrary<string> = fc
  .tuple(
    program,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('', '(', ')', '"', "'", '{', '}', ';', '\\', '#', ' ', '9', '\ud800'),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, edits]) => {
    let changed = text;
    for (const [place, piece] of edits) {
      const at = place % (changed.length + 1);
      changed = changed.slice(0, at) + piece + changed.slice(at + (place % 2));
    }
    return changed;
  });

async function run(text: string, counts: Map<string, number>): Promise<void> {
  const one = new Session({ source: SOURCE, limits: LIMITS });
  let code = 'DONE';
  try {
    const value = await one.evaluate(text);
    printValue(value);
    try {
      toJson(value);
    } catch (error) {
      expect(error).toMatchObject({ name: 'QueryError', code: 'RESULT' });
    }
  } catch (error) {
    expect(error).toBeInstanceOf(QueryError);
    code = (error as QueryError).code;
  }
  counts.set(code, (counts.get(code) ?? 0) + 1);
}

describe('programs made at random', () => {
  it('end, within their limits, with a value or an error that has a place', async () => {
    const counts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(program, (text) => run(text, counts)),
      { numRuns: 3000 },
    );

    for (const code of ['DONE', 'TYPE', 'ARGUMENTS', 'UNKNOWN_NAME', 'NOT_A_FUNCTION']) {
      expect(counts.get(code)).toBeGreaterThan(20);
    }
  });

  it('and damaged do so as well', async () => {
    const counts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(mutated, (text) => run(text, counts)),
      { numRuns: 3000 },
    );

    for (const code of ['DONE', 'SYNTAX', 'INCOMPLETE', 'TYPE']) {
      expect(counts.get(code)).toBeGreaterThan(20);
    }
  });
});
