import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LOCAL_PROGRAM_LIMITS,
  type QueryError,
  type QuerySource,
  type QueryValue,
  Session,
  toJson,
} from '../../../server/index.ts';
import { NO_SOURCE, outcome, session } from './programs.ts';

const LOOP = '(def loop (func (n) (if (= n 0) "done" (loop (- n 1)))))';

describe('special forms', () => {
  it.each([
    ['(def x 5) (store x (+ x 1)) x', '6'],
    ["'(a (b) 1)", '(a (b) 1)'],
    ['(quote x)', 'x'],
    ['(if nil 1)', 'nil'],
    ['(list (if true 1 2) (if 0 1 2) (if false 1 2))', '(1 1 2)'],
    ['((func (a b) (+ a b)) 1 2)', '3'],
    ['((func ()))', 'nil'],
    ['((func (a & r) (list a r)) 1 2 3)', '(1 (2 3))'],
    ['(let ((a 1) (b (+ a 1))) (store a 5) (list a b))', '(5 2)'],
    ['(def a 1) (let ((a 2)) (def a 3) a) a', '1'],
    ['(def f (func (n) (def m (* 2 n)) (+ m 1))) (f 3)', '7'],
    [
      '(def counter (func () (let ((n 0)) (func () (store n (+ n 1)))))) (def c (counter)) (c) (c)',
      '2',
    ],
    [
      '(list (and) (and 1 nil 2) (and 1 2) (or) (or nil 3 4) (or nil false))',
      '(true nil 2 false 3 false)',
    ],
    ['(do 1 2 3)', '3'],
    ['(do)', 'nil'],
    ['{"sum" (+ 1 2) "list" (list)}', '{"sum" 3 "list" ()}'],
    ['', 'nil'],
    ['(def + -) (+ 3 1)', '2'],
    ['(def nothing nil) nothing', 'nil'],
    [
      '(def even (func (n) (if (= n 0) true (odd (- n 1))))) (def odd (func (n) (if (= n 0) false (even (- n 1))))) (even 1001)',
      'false',
    ],
    ['((func (f n) (f f n)) (func (f n) (if (= n 0) "end" (f f (- n 1)))) 50000)', '"end"'],
    ['(def f (func (x) x)) f', '#<function f>'],
    ['(list + (func ()))', '(#<function +> #<function without a name>)'],
  ])('%s', async (program, result) => {
    expect(await outcome(program)).toBe(result);
  });

  it.each([
    ['(where (= level "A"))', '(= level "A")'],
    [
      '(where (and (in level "A" "B") (not (is-null std)) (or)))',
      '(and (in level "A" "B") (not (is-null std)) (or))',
    ],
    ['(def most 0.5) (where (between std (/ most 2) most))', '(between std 0.25 0.5)'],
    ['(def levels (list "A" "B")) (where (in level levels "C"))', '(in level "A" "B" "C")'],
    [
      '(def hot (where (= level "A"))) (where (and hot (> std 1)))',
      '(and (= level "A") (> std 1))',
    ],
    ["(where '(= level x))", '(= level x)'],
    ['(where nil)', 'nil'],
    ['(let ((std 3)) (where (> std std)))', '(> std 3)'],
  ])('a filter keeps its columns, and its operands are values: %s', async (program, result) => {
    expect(await outcome(program)).toBe(result);
  });

  it.each([
    ['(def x)', 'ARGUMENTS 1:1 it is written (def name x)'],
    ['(def if 1)', 'ARGUMENTS 1:6 if is a form and can have no other meaning'],
    ['(func (let) 1)', 'ARGUMENTS 1:8 let is a form and can have no other meaning'],
    ['(func (a a) 1)', 'ARGUMENTS 1:7 parameters are (a b) or (a b & rest), none twice'],
    ['(func (& a b) 1)', 'ARGUMENTS 1:7 parameters are (a b) or (a b & rest), none twice'],
    ['(func x 1)', 'TYPE 1:7 the parameters of a function are a list of names'],
    ['(let (a 1) a)', 'TYPE 1:7 let gives values to names by lists such as (a 1)'],
    ['(list if)', 'TYPE 1:7 if is a form and has no value of its own'],
    ['(store x 1)', 'UNKNOWN_NAME 1:1 x is not defined; (help) lists what there is'],
    ['(store + 1)', 'ARGUMENTS 1:1 + is of the language; def gives the name another meaning'],
    ['(explain 1)', 'TYPE 1:10 explain takes a form (nearest …) or (within …)'],
    ['(where level)', 'UNKNOWN_NAME 1:8 level is not defined; (help) lists what there is'],
    ['(where (in level))', '(in level)'],
    [
      '(where (= 1 level))',
      'TYPE 1:11 the first argument of = in a filter is the name of a column',
    ],
    [
      '(where (= level (list)))',
      'TYPE 1:8 = compares a column with numbers and texts, not an empty list',
    ],
    ['(where (lik level "A"))', 'UNKNOWN_NAME 1:9 lik is no condition: did you mean like?'],
    ['(where "A")', 'TYPE 1:8 a filter is a form such as (= level "A")'],
    ['(def f 1) (where f)', 'TYPE 1:18 a number is no filter; (where (= level "A")) makes one'],
    ['(select (limits 3))', 'UNKNOWN_NAME 1:9 select has no such part; did you mean (limit …)?'],
    [
      '(select 3)',
      'UNKNOWN_NAME 1:9 select has no such part; its parts are (where …) (fields …) (sort …) (limit …) (offset …)',
    ],
    ['(select (limit 3) (limit 3))', 'ARGUMENTS 1:19 select has one part limit'],
    ['(select (fields))', 'ARGUMENTS 1:9 this part of select takes names of columns'],
    ['(select (sort (down id)))', 'TYPE 1:15 a key is a column, (asc column) or (desc column)'],
    ['(select (limit 0))', 'VALUE 1:1 limit is a whole number from 1 to 100000, not 0'],
  ])('refuses %s', async (program, fault) => {
    expect(await outcome(program)).toBe(fault);
  });
});

describe('errors', () => {
  it('have line, column, the offending form and the nearest name', async () => {
    const program = '; lengths\n(def names (list "a"))\n(map lenght\n  names)';

    await expect(session().evaluate(program)).rejects.toMatchObject({
      name: 'QueryError',
      code: 'UNKNOWN_NAME',
      line: 3,
      column: 6,
      form: 'lenght',
      message: 'line 3, column 6: lenght is not defined; did you mean length?, in lenght',
    });
  });

  it.each([
    ['(undefined-thing)', 'UNKNOWN_NAME'],
    ['__proto__', 'UNKNOWN_NAME'],
    ['(constructor 1)', 'UNKNOWN_NAME'],
    ['(toString)', 'UNKNOWN_NAME'],
    ['(store hasOwnProperty 1)', 'UNKNOWN_NAME'],
    ['(nearest "a" :__proto__ 1)', 'ARGUMENTS'],
    ['(1)', 'NOT_A_FUNCTION'],
    ['("f" 1)', 'NOT_A_FUNCTION'],
    ['((list))', 'NOT_A_FUNCTION'],
    ['(', 'INCOMPLETE'],
    [')', 'SYNTAX'],
  ])('%s is %s', async (program, code) => {
    expect(await outcome(program)).toMatch(new RegExp(`^${code} 1:`));
  });

  it('take names of inherited properties as names like others', async () => {
    expect(await outcome('(def __proto__ 1) (def constructor 2) (+ __proto__ constructor)')).toBe(
      '3',
    );
    expect(await outcome('(get {"__proto__" 7} "__proto__")')).toBe('7');
    expect(await outcome('(get {} "constructor")')).toBe('nil');
  });

  it('point into the text that has the form, also when a later one calls it', async () => {
    const one = session();
    await one.evaluate('\n\n(def f (func (x) (+ x "a")))');

    await expect(one.evaluate('(f 1)')).rejects.toMatchObject({
      line: 3,
      column: 18,
      form: '(+ x "a")',
    });
  });

  it('leave what was done before them, and a session that goes on', async () => {
    const one = session();

    expect(await outcome('(def x 1) (oops) (def x 2)', one)).toMatch(/^UNKNOWN_NAME/);
    expect(await outcome('x', one)).toBe('1');
  });

  it('inside functions that call others name the place of the program', async () => {
    expect(await outcome('(map (func (x)\n (/ 1 x)) (list 1 0))')).toBe(
      'VALUE 2:2 it divides by 0',
    );
    expect(await outcome('(list\n (map / (list 1 0)))')).toBe('VALUE 2:2 it divides by 0');
    expect(await outcome('(def f (func () (map / (list 0)))) (f)')).toBe(
      'VALUE 1:17 it divides by 0',
    );
  });
});

describe('limits', () => {
  it('end a loop without end by its steps', async () => {
    const program = '(def spin (func () (spin))) (spin)';

    expect(await outcome(program, session({ stepsMax: 10_000 }))).toMatch(/^STEPS 1:/);
    expect(
      await outcome(
        '(def s (func () (map s (list 1)))) (map (func (x) (s)) (list 1))',
        session({ stepsMax: 1000 }),
      ),
    ).toMatch(/^(STEPS|ARGUMENTS|DEPTH)/);
  });

  it('end a recursion without end by its depth, whoever calls', async () => {
    const plain = '(def down (func (n) (+ 1 (down n)))) (down 1)';
    const mapped = '(def down (func (n) (map down (list n)))) (down 1)';
    const sorted = '(def down (func (n) (sort down (list n n)))) (down 1)';
    for (const program of [plain, mapped, sorted])
      expect(await outcome(program)).toMatch(/^DEPTH 1:/);
  });

  it('take a recursion as deep as the limit, and calls at the end of any depth', async () => {
    const deep = '(def down (func (n) (if (= n 0) 0 (+ 1 (down (- n 1)))))) (down 19000)';
    const mutual =
      '(def a (func (n) (if (= n 0) "end" (and true (or nil (let ((m n)) (do (b (- m 1))))))))) (def b (func (n) (a n))) (a 100000)';

    expect(await outcome(deep)).toBe('19000');
    expect(await outcome(mutual)).toBe('"end"');
  });

  it.each([
    '(def x (range 50000)) (concat x x x)',
    '(def grow (func (t) (grow (text t t)))) (grow "a")',
    '(def grow (func (l) (grow (concat l l)))) (grow (list 1))',
    '(def grow (func (r n) (grow (put r (text n) n) (+ n 1)))) (grow {} 0)',
    '(def grow (func (l) (grow (list l (range 1000))))) (grow nil)',
    '(def grow (func (f) (grow (func () f)))) (grow nil)',
  ])('end %s by its memory', async (program) => {
    expect(await outcome(program, session({ bytesMax: 64 * 1024 * 1024 }))).toMatch(/^MEMORY 1:/);
  });

  it('count steps for work on lists and texts', async () => {
    const limits = { stepsMax: 2_000 };

    expect(await outcome('(length (range 10000))', session(limits))).toBe('10000');
    expect(
      await outcome(
        '(def l (range 10000)) (map (func (x) (reverse l)) (range 10))',
        session(limits),
      ),
    ).toMatch(/^STEPS/);
    expect(await outcome('(sort - (range 2000))', session(limits))).toMatch(/^STEPS/);
    expect(await outcome('(= (range 30000) (range 30000))', session({ stepsMax: 4_000 }))).toMatch(
      /^STEPS/,
    );
  });

  it('are those of a whole text, and anew for the next', async () => {
    const one = session({ stepsMax: 100 });

    expect(
      await outcome(
        '(def f (func () (+ 1 1))) (f) (f) (f) (f) (f) (f) (f) (f) (f) (f) (f) (f) (f) (f)',
        one,
      ),
    ).toMatch(/^STEPS/);
    for (let count = 0; count < 20; count += 1) expect(await outcome('(f)', one)).toBe('2');
  });
});

/** Answers at once, so that only the session can give others a turn. */
const ANSWERING = { ...NO_SOURCE, distance: () => Promise.resolve(1) };

/** A session whose clock goes on by a tenth of a millisecond with every look at it. */
function clocked(turns: { count: number }, source: QuerySource = NO_SOURCE): Session {
  let ms = 0;
  return new Session({
    source,
    limits: LOCAL_PROGRAM_LIMITS,
    now: () => (ms += 0.1),
    turn: async () => {
      turns.count += 1;
    },
  });
}

describe('slices', () => {
  it('end by the clock, in loops, in sorts, in comparisons and in maps', async () => {
    for (const program of [
      `${LOOP} (loop 10000)`,
      '(length (sort (range 100000)))',
      '(length (map - (range 10000)))',
      '(= (range 100000) (range 100000))',
      '(contains? (range 20000) -1)',
    ]) {
      const turns = { count: 0 };
      await clocked(turns).evaluate(program);
      expect(turns.count).toBeGreaterThan(5);
    }
  });

  it.each([
    ['in loops', `${LOOP.replace('(if', '(distance "a" "b") (if')} (loop 1000)`],
    ['in maps', '(length (map (func (x) (distance "a" "b")) (range 1000)))'],
    ['form by form', '(distance "a" "b")'.repeat(1000)],
  ])('end by the clock when the source answers at once, %s', async (_where, program) => {
    const turns = { count: 0 };
    await clocked(turns, ANSWERING).evaluate(program);
    expect(turns.count).toBeGreaterThan(100);
  });

  it('let the event loop turn while a million steps are taken', async () => {
    let turns = 0;
    let going = true;
    const turn = (): void => {
      turns += 1;
      if (going) setImmediate(turn);
    };
    setImmediate(turn);

    await session().evaluate(`${LOOP} (loop 150000)`);
    going = false;

    expect(turns).toBeGreaterThan(20);
  });

  it('end when the program is called off, and when its time is over', async () => {
    const spin = '(def spin (func () (spin))) (spin)';
    const controller = new AbortController();
    setImmediate(() => controller.abort());

    await expect(session().evaluate(spin, { signal: controller.signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    await expect(session().evaluate(spin, { until: performance.now() + 5 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    await expect(session().evaluate('1', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
  });
});

describe('a source', () => {
  const waiting = { ...NO_SOURCE, distance: () => new Promise<number>(() => undefined) };

  it('is waited for no longer than the program may take, or is wanted', async () => {
    const one = new Session({ source: waiting, limits: LOCAL_PROGRAM_LIMITS });
    const controller = new AbortController();
    setImmediate(() => controller.abort());

    await expect(
      one.evaluate('(distance "a" "b")', { signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'INTERRUPTED', line: 1 });
    await expect(
      one.evaluate('(distance "a" "b")', { until: performance.now() + 5 }),
    ).rejects.toMatchObject({ code: 'TIMEOUT', line: 1 });
  });

  it('that fails is the cause of an error with the place', async () => {
    const cause = new RangeError('no such thing');
    const source = { ...NO_SOURCE, distance: () => Promise.reject(cause) };
    const one = new Session({ source, limits: LOCAL_PROGRAM_LIMITS });

    const error = await one
      .evaluate('\n(+ 1 (distance "a" "b"))')
      .catch((caught: unknown) => caught as QueryError);

    expect(error).toMatchObject({
      code: 'SOURCE',
      line: 2,
      column: 6,
      fault: 'no such thing',
      cause,
    });
  });

  it('is asked by functions inside functions, one at a time', async () => {
    const asked: string[] = [];
    const source = {
      ...NO_SOURCE,
      distance: async (a: string, b: string) => {
        asked.push(`${a}${b}`);
        return a.length + b.length;
      },
    };
    const one = new Session({ source, limits: LOCAL_PROGRAM_LIMITS });
    const program =
      '(sort (func (x) (distance x "z")) (map (func (x) (do (distance x x) x)) (list "bb" "a")))';

    expect(await outcome(program, one)).toBe('("a" "bb")');
    expect(asked).toEqual(['bbbb', 'aa', 'bbz', 'az']);
  });
});

describe('numbers', () => {
  interface Sum {
    readonly text: string;
    readonly value: number;
  }
  const operators: readonly (readonly [string, (a: number, b: number) => number])[] = [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
    ['*', (a, b) => a * b],
    ['/', (a, b) => a / b],
    ['min', (a, b) => Math.min(a, b)],
    ['max', (a, b) => Math.max(a, b)],
    ['pow', (a, b) => a ** b],
  ];
  const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
    sum: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc
        .oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
        .map((value) => ({
          text: Object.is(value, -0) ? '-0' : `${value}`.replace(/^(-?\d{17,})$/, '$1.0'),
          value,
        })),
      fc
        .tuple(fc.constantFrom(...operators), tie('sum'), tie('sum'))
        .map(([[name, compute], a, b]) => ({
          text: `(${name} ${a.text} ${b.text})`,
          value: compute(a.value, b.value),
        })),
    ),
  }));

  it('are computed as those of the host, and are finite or an error', async () => {
    let finite = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(sum, async ({ text, value }) => {
        const given = await outcome(text);
        if (given.startsWith('VALUE')) {
          refused += 1;
          return;
        }
        finite += 1;
        expect(Number(given)).toBe(value);
      }),
      { numRuns: 1000 },
    );
    expect(finite).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(10);
  });
});

async function json(program: string): Promise<unknown> {
  return toJson(await session().evaluate(program));
}

describe('toJson', () => {
  it('writes records as objects, names and functions as they print', async () => {
    expect(await json('(list nil true 1.5 "a" {"a" (list)} \'x :y +)')).toEqual([
      null,
      true,
      1.5,
      'a',
      { a: [] },
      'x',
      ':y',
      '#<function +>',
    ]);
  });

  it('refuses what is too deep, too much, or no key of JSON', async () => {
    const nest = '(def nest (func (n l) (if (= n 0) l (nest (- n 1) (list l)))))';

    await expect(json(`${nest} (nest 24 nil)`)).resolves.toBeDefined();
    await expect(json(`${nest} (nest 25 nil)`)).rejects.toMatchObject({ code: 'RESULT' });
    await expect(json(`${nest} (nest 100000 nil)`)).rejects.toMatchObject({ code: 'RESULT' });
    await expect(json('(def l (range 100000)) (list l l l)')).rejects.toMatchObject({
      code: 'RESULT',
    });
    await expect(json('{"__proto__" 1}')).rejects.toMatchObject({ code: 'RESULT' });
  });

  it('writes no value twice as long as it is', () => {
    const shared: QueryValue = [1, 2];

    expect(toJson([shared, shared])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});
