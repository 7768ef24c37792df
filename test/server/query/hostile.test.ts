import { expect, it } from 'vitest';
import { QueryError } from '../../../server/index.ts';
import { Programs } from '../../../server/query/index.ts';
import { NO_SOURCE } from './programs.ts';

/** A name for a text of 65,535 times a letter. */
function long(name: string, letter: string): string {
  return `(def ${name} (apply text (map (func (i) "${letter}") (range 65535))))`;
}

/** A name for a value that is doubled `times` by naming itself twice. */
function doubled(name: string, times: number, form: string): string {
  return `(def ${name} ${form})`.repeat(times);
}

/** A name for a list of 100,000 texts in turns, each all but as long as a text may be. */
const ALIKE = `${long('t', '文')} (def a (text t "a")) (def b (text t "b"))
  (def l (map (func (i) (if (= (mod i 2) 0) a b)) (range 100000)))`;
const TREE = `(def f (list 1)) (def g (list 1))`;
const FILTER = `(def f (where (= mean 1))) ${doubled('f', 24, '(where (and f f))')}`;

interface Hostile {
  readonly does: string;
  readonly program: string;
  /** The code of its error, or the beginning of its value as JSON. */
  readonly ends: string;
  /** Slices that it takes at least, by the elements and characters that it goes through. */
  readonly slices: number;
}

const HOSTILE: readonly Hostile[] = [
  {
    does: 'selects by a filter of 2^24 conditions',
    program: `${FILTER} (select (where f))`,
    ends: 'MEMORY',
    slices: 100,
  },
  {
    does: 'searches by a filter of 2^24 conditions',
    program: `${FILTER} (nearest "a" :where f)`,
    ends: 'MEMORY',
    slices: 100,
  },
  {
    does: 'selects by a condition that lays out 10,000 times 100,000 values',
    program: `(def l (range 100000)) (select (where (in mean${' l'.repeat(10_000)})))`,
    ends: 'MEMORY',
    slices: 200,
  },
  {
    does: 'selects by a function',
    program: '(def f (list (func () 1))) (select (where f))',
    ends: 'TYPE',
    slices: 0,
  },
  {
    does: 'gives a text 100,000 times',
    program: `${long('t', 'a')} (map (func (i) t) (range 100000))`,
    ends: 'RESULT',
    slices: 800,
  },
  {
    does: 'gives a tree of 2^24 leaves',
    program: `${TREE} ${doubled('f', 24, '(list f f)')} f`,
    ends: 'RESULT',
    slices: 1,
  },
  {
    does: 'gives 200,000 numbers',
    program: '(def l (range 100000)) (list l l)',
    ends: '[[0,1,2,',
    slices: 700,
  },
  {
    does: 'misspells a name of 30,000 letters',
    program: `(def ${'a'.repeat(30_000)}b 1) ${'a'.repeat(30_000)}c`,
    ends: 'UNKNOWN_NAME',
    slices: 0,
  },
  {
    does: 'misspells one of 4,000 names',
    program: `${Array.from({ length: 4000 }, (_, n) => `(def a${n} 1)`).join('')} abcde`,
    ends: 'UNKNOWN_NAME',
    slices: 100,
  },
  {
    does: 'asks for the order of long texts that are alike',
    program: `${ALIKE} (apply <= l)`,
    ends: 'STEPS',
    slices: 4000,
  },
  {
    does: 'sorts long texts that are alike',
    program: `${ALIKE} (sort l)`,
    ends: 'STEPS',
    slices: 4000,
  },
  {
    does: 'compares long texts that are the same',
    program: `${long('t', '文')} (def u (text t)) (def v (slice t 0))
      (= (map (func (i) u) (range 100)) (map (func (i) v) (range 100)))`,
    ends: 'true',
    slices: 400,
  },
  {
    does: 'compares 100,000 numbers with the first',
    program: '(apply = (map (func (i) 1) (range 100000)))',
    ends: 'true',
    slices: 900,
  },
  {
    does: 'compares trees of 2^20 leaves',
    program: `${TREE} ${doubled('f', 20, '(list f f)')} ${doubled('g', 20, '(list g g)')} (= f g)`,
    ends: 'true',
    slices: 1000,
  },
  {
    does: 'compares records of 10,000 keys that differ',
    program: `(def r (apply record (apply concat (map (func (i) (list (text i) i)) (range 10000)))))
      (= (put r "x" 1) (put r "y" 1))`,
    ends: 'false',
    slices: 100,
  },
  {
    does: 'tells long texts apart',
    program: `${long('t', 'a')} (distinct (list (text t "a") (text t "b")))`,
    ends: 'VALUE',
    slices: 60,
  },
  {
    does: 'makes a record of long keys',
    program: `${long('t', 'a')} (record (text t "a") 1 (text t "b") 2)`,
    ends: 'VALUE',
    slices: 60,
  },
  {
    does: 'tells 20,000 texts of 4,000 letters apart',
    program: `${long('t', 'a')} (def u (slice t 0 4000)) (distinct (map (func (i) u) (range 20000)))`,
    ends: '["aaa',
    slices: 20_000,
  },
  {
    does: 'searches a text for one that is all but in it everywhere',
    program: `${long('t', 'a')} (def h (slice t 0 16000)) (def p (text h "b" h))
      (list (contains? t p) (length (split p t)))`,
    ends: '[false,1]',
    slices: 60,
  },
  {
    does: 'reads a text of 65,535 digits that is no number',
    program: `${long('t', '1')} (number (text t "x"))`,
    ends: 'null',
    slices: 60,
  },
  {
    does: 'is a word of 65,535 digits that is no number',
    program: `${'1'.repeat(65_535)}x`,
    ends: 'SYNTAX',
    slices: 0,
  },
  {
    does: 'is one form of 16,000 others',
    program: `(list${' 1'.repeat(16_000)})`,
    ends: '[1,1,1',
    slices: 180,
  },
  {
    does: 'is one function of 4,000 branches',
    program: `(def f (func (a)${' (if a 1)'.repeat(4000)})) (f 1)`,
    ends: '1',
    slices: 150,
  },
  {
    does: 'joins 100,000 numbers',
    program: '(join "" (range 100000))',
    ends: 'MEMORY',
    slices: 1000,
  },
  {
    does: 'joins 100,000 lists',
    program: '(length (apply concat (map (func (i) (list i)) (range 100000))))',
    ends: '100000',
    slices: 900,
  },
  {
    does: 'goes through 99,000 lists side by side',
    program: `(def l (map (func (i) (range 100)) (range 990)))
      (def m (apply concat (map (func (i) l) (range 100))))
      (list (length (apply zip m)) (length (apply map (concat (list +) m))))`,
    ends: 'MEMORY',
    slices: 100,
  },
  {
    does: 'hands 100,000 numbers to a function, again and again',
    program: '(def l (range 100000)) (length (map (func (i) (apply + l)) (range 1000)))',
    ends: '1000',
    slices: 1000,
  },
  {
    does: 'makes a text of a list without end',
    program: '(def grow (func (t) (grow (text t t)))) (grow "a")',
    ends: 'MEMORY',
    slices: 1,
  },
];

interface Ended {
  readonly as: string;
  /** Turns of the event loop that others had meanwhile. */
  readonly turns: number;
}

/** Runs a program as a server does; its clock goes on by a slice with every look at it. */
async function run(program: string): Promise<Ended> {
  let ms = 0;
  const programs = new Programs({ now: () => (ms += 1) });
  let turns = 0;
  let going = true;
  const turn = (): void => {
    turns += 1;
    if (going) setImmediate(turn);
  };
  setImmediate(turn);
  const as = await programs.run(program, NO_SOURCE, {}).then(
    (value) => JSON.stringify(value),
    (error: unknown) => (error instanceof QueryError ? error.code : String(error)),
  );
  going = false;
  return { as, turns };
}

it.each(HOSTILE)('a program that $does ends, and others have turns', async (hostile) => {
  const { as, turns } = await run(hostile.program);

  expect(as.slice(0, hostile.ends.length)).toBe(hostile.ends);
  expect(turns).toBeGreaterThanOrEqual(hostile.slices);
});
