/** A program, and what it comes to over the demo collection. */
export interface Program {
  readonly text: string;
  readonly value: unknown;
}

/** The collection of \`vantage create DIR --demo 200 --seed 1\`. */
export const PROGRAMS_DEMO: { readonly count: number; readonly seed: number } = {
  count: 200,
  seed: 1,
};

/** Programs whose values are the same wherever they are evaluated, and whatever selects the rows. */
export const PROGRAMS: readonly Program[] = [
  { text: `(+ 1 2)`, value: 3 },
  { text: `(def fact (func (n) (if (<= n 1) 1 (* n (fact (- n 1)))))) (fact 10)`, value: 3628800 },
  { text: `(def x 1) (store x (+ x 41)) x`, value: 42 },
  {
    text: `(map (func (m) (get m "id")) (nearest "ts-17" :k 5 :where (= level "A")))`,
    value: ['ts-34', 'ts-94', 'ts-115', 'ts-86', 'ts-2'],
  },
  {
    text: `(map (func (m) (get m "id")) (within (series "ts-17") 0.25))`,
    value: ['ts-17', 'ts-55', 'ts-51', 'ts-34', 'ts-187', 'ts-94', 'ts-103', 'ts-58', 'ts-115'],
  },
  { text: `(/ (round (* 1000 (distance "ts-17" "ts-42"))) 1000)`, value: 1.296 },
  {
    text: `(select (where (and (in level "A" "B") (> std 1.9))) (fields id level) (sort id))`,
    value: [
      { id: 'ts-150', level: 'B' },
      { id: 'ts-81', level: 'A' },
    ],
  },
  {
    text: `; the suspects of the course
(def suspects (select (where (and (in level "A" "B") (> std 0.2))) (fields id std) (limit 50)))
(length suspects)`,
    value: 50,
  },
  {
    text: `(map (func (row) (get row "id")) (select (fields id) (sort (desc blarg)) (limit 3)))`,
    value: ['ts-138', 'ts-169', 'ts-129'],
  },
  {
    text: `(def levels (distinct (map (func (row) (get row "level")) (select (fields level))))) (sort levels)`,
    value: ['A', 'B', 'C', 'D', 'E', 'F'],
  },
  {
    text: `(def count (func (l) (length (select (where (= level l)) (fields id))))) (map count (list "A" "B" "C" "D" "E" "F"))`,
    value: [41, 29, 35, 35, 24, 36],
  },
  {
    text: `(def hot (where (between blarg 0.9 1))) (length (select (where hot) (fields id)))`,
    value: 22,
  },
  { text: `(get (explain (nearest "ts-17" :k 5 :where (> blarg 0.5))) "matching")`, value: 101 },
  {
    text: `(round (* 1e6 (sum (map (func (row) (get row "blarg")) (select (where (< blarg 0.05)) (fields blarg))))))`,
    value: 121928,
  },
  {
    text: `(reduce max (map (func (m) (get m "distance")) (nearest "ts-3" :k 3))) (length (nearest "ts-3" :k 3))`,
    value: 3,
  },
  {
    text: `(map (func (id) (get (first (nearest id :k 1)) "id")) (list "ts-1" "ts-2" "ts-3"))`,
    value: ['ts-23', 'ts-148', 'ts-72'],
  },
  {
    text: `(let ((s (get (series "ts-9") "values"))) (list (length s) (= (first s) (get s 0))))`,
    value: [100, true],
  },
  {
    text: `(def mean-of (func (id) (mean (get (series id) "values")))) (< (abs (- (mean-of "ts-5") (get (first (select (where (= id "ts-5")) (fields mean))) "mean"))) 1e-12)`,
    value: true,
  },
  {
    text: `(filter (func (id) (starts? id "ts-19")) (map (func (row) (get row "id")) (select (where (like id "ts-%")) (fields id) (limit 1000))))`,
    value: [
      'ts-19',
      'ts-190',
      'ts-191',
      'ts-192',
      'ts-193',
      'ts-194',
      'ts-195',
      'ts-196',
      'ts-197',
      'ts-198',
      'ts-199',
    ],
  },
  {
    text: `(sort (func (pair) (get pair 1)) (zip (list "c" "a" "b") (list 3 1 2)))`,
    value: [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ],
  },
  {
    text: `(join ", " (map (func (row) (text (get row "id") "=" (get row "level"))) (select (fields id level) (sort level (desc id)) (limit 2) (offset 1))))`,
    value: 'ts-96=A, ts-94=A',
  },
  {
    text: `(map (func (m) (get m "id")) (nearest (map (func (v) (* 2 v)) (get (series "ts-7") "values")) :k 1))`,
    value: ['ts-7'],
  },
];
