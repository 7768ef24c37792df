import { describe, expect, it } from 'vitest';
import { outcome } from './programs.ts';

/** Programs and what they give; every function of the language is in one of them. */
const TABLE: readonly (readonly [program: string, result: string])[] = [
  ['(+) (+ 1) (+ 1 2 3.5)', '6.5'],
  ['(list (- 3) (- 10 2 3) (- 0))', '(-3 5 0)'],
  ['(list (*) (* 2 3 4))', '(1 24)'],
  ['(list (/ 4) (/ 12 2 3))', '(0.25 2)'],
  ['(list (mod 7 3) (mod -7 3) (mod 7 -3) (mod 6 3))', '(1 2 -2 0)'],
  ['(list (abs -2) (min 3 1 2) (max 3 1 2))', '(2 1 3)'],
  ["(list (sum '(1 2 3)) (sum ()) (mean '(1 2 6)))", '(6 0 3)'],
  ['(list (sqrt 9) (exp 0) (log 1) (log2 8) (log10 1000))', '(3 1 0 3 3)'],
  ['(list (sin 0) (cos 0) (tan 0) (asin 0) (acos 1) (atan 0) (atan2 0 1))', '(0 1 0 0 0 0 0)'],
  [
    '(list (floor 1.5) (ceil 1.5) (round 2.5) (trunc -1.5) (sign -3) (pow 2 10))',
    '(1 2 3 -1 -1 1024)',
  ],
  ['(list (floor pi) (floor e))', '(3 2)'],
  [
    '(list (= 1 1 1) (= 1 2) (= "a" "a") (= \'(1 (2)) (list 1 (list 2))) (= nil false))',
    '(true false true true false)',
  ],
  [
    '(list (= {"a" 1 "b" 2} {"b" 2 "a" 1}) (= \'a \'a) (= :a \'a) (= {} ()))',
    '(true true false false)',
  ],
  ['(list (!= 1 1) (!= 1 2) (!= 1 1 2))', '(false true true)'],
  [
    '(list (< 1 2 3) (< 1 3 2) (<= 1 1 2) (> 3 2 1) (>= 2 2 1) (< "a" "b"))',
    '(true false true true true true)',
  ],
  ['(list (< "\u{ff5e}" "\u{1f600}") (< "B" "a"))', '(true true)'],
  ['(list (not nil) (not false) (not 0) (not ""))', '(true true false false)'],
  [
    '(map type (list nil true 1 "a" () {} \'a :a +))',
    '("nil" "boolean" "number" "text" "list" "record" "symbol" "keyword" "function")',
  ],
  [
    '(list (nil? nil) (number? 1) (text? 1) (boolean? true) (list? ()) (record? ()) (function? +))',
    '(true true false true true false true)',
  ],
  ['(list)', '()'],
  [
    '(list (length "a\u{1f600}") (length \'(1 2)) (length {"a" 1}) (empty? ()) (empty? "a"))',
    '(2 2 1 true false)',
  ],
  [
    "(list (first '(1 2)) (first ()) (last '(1 2)) (last ()) (rest '(1 2 3)) (rest ()))",
    '(1 nil 2 nil (2 3) ())',
  ],
  [
    '(list (get {"a" 1} "a") (get {"a" 1} :a) (get {} "a") (get {} "__proto__" 0) (get \'(5 6) 1) (get () 0 7))',
    '(1 1 nil 0 6 7)',
  ],
  ["(list (take 2 '(1 2 3)) (take 9 '(1)) (drop 2 '(1 2 3)) (drop 9 '(1)))", '((1 2) (1) (3) ())'],
  ["(list (concat) (concat '(1) () '((2))))", '(() (1 (2)))'],
  [
    "(list (reverse '(1 2)) (range 3) (range 1 3) (range 5 0 -2) (range 0 1 0.25))",
    '((2 1) (0 1 2) (1 2) (5 3 1) (0 0.25 0.5 0.75))',
  ],
  [
    '(list (range 1 1.3 0.1) (range 1.3 1 -0.1) (length (range 1 1.7 0.1)))',
    '((1 1.1 1.2) (1.3 1.2 1.1) 7)',
  ],
  ['(length (range 1e17 100000000000000016.0))', '9'],
  ['(zip \'(1 2 3) \'("a" "b"))', '((1 "a") (2 "b"))'],
  ['(distinct (list 0 -0 0.5))', '(0 0.5)'],
  ['(= (record "a" nil "b" 1) (record "a" nil "c" 1))', 'false'],
  [
    '(list (contains? "abc" "") (contains? "" "a") (split "aa" "aaabaa") (split "x" ""))',
    '(true false ("" "ab" "") (""))',
  ],
  [
    '(list (< "a" "a") (<= "ab" "a") (< "a" "ab") (apply < (range 3000)))',
    '(false false true true)',
  ],
  ['(distinct (list 1 "1" 1 nil "1" nil true))', '(1 "1" nil true)'],
  [
    '(list (contains? \'((1) 2) \'(1)) (contains? {"a" 1} "b") (contains? "abc" "bc"))',
    '(true false true)',
  ],
  ['(apply + (range 5))', '10'],
  [
    '(list (record "a" 1) (put {"a" 1} "b" 2) (put {"a" 1} "a" 2))',
    '({"a" 1} {"a" 1 "b" 2} {"a" 2})',
  ],
  ['(list (keys {"a" 1 "b" 2}) (values {"a" 1 "b" 2}))', '(("a" "b") (1 2))'],
  [
    "(list (map (func (x) (* x x)) '(1 2 3)) (map + '(1 2) '(10 20 30)) (map + ()))",
    '((1 4 9) (11 22) ())',
  ],
  ["(filter (func (x) (> x 1)) '(1 2 3))", '(2 3)'],
  ["(list (reduce + '(1 2 3)) (reduce - 10 '(1 2)) (reduce + ()) (reduce + 5 ()))", '(6 7 nil 5)'],
  [
    '(list (sort \'(3 1 2)) (sort \'("b" "a" nil)) (sort - \'(1 3 2)))',
    '((1 2 3) ("a" "b" nil) (3 2 1))',
  ],
  [
    '(sort (func (r) (get r "k")) (list {"k" 1 "n" 1} {"k" 0 "n" 2} {"k" 1 "n" 3}))',
    '({"k" 0 "n" 2} {"k" 1 "n" 1} {"k" 1 "n" 3})',
  ],
  [
    "(list (any? nil? '(1 nil)) (any? nil? '(1)) (all? number? '(1 2)) (all? nil? '(1)))",
    '(true false true false)',
  ],
  ['(text "a" 1 nil true :k -0)', '"a1niltrue:k-0"'],
  [
    '(list (join ", " \'(1 2)) (split "," "a,,b") (split "" "a\u{1f600}"))',
    '("1, 2" ("a" "" "b") ("a" "\u{1f600}"))',
  ],
  ['(list (slice "a\u{1f600}bc" 1 3) (slice "abc" 1) (slice "abc" 5))', '("\u{1f600}b" "bc" "")'],
  ['(list (upper "aß") (lower "AB") (trim " a "))', '("ASS" "ab" "a")'],
  ['(list (starts? "abc" "ab") (ends? "abc" "ab"))', '(true false)'],
  ['(list (number "1.5") (number "1e999") (number "x") (number ""))', '(1.5 nil nil nil)'],
  ['(get (help map) "form")', '"(map f list …)"'],
];

const FAULTS: readonly (readonly [program: string, fault: string])[] = [
  ['(+ 1 "a")', 'TYPE 1:1 argument 2 is a text, "a", not a number'],
  ['(/ 1 0)', 'VALUE 1:1 it divides by 0'],
  ['(/ 0)', 'VALUE 1:1 it divides by 0'],
  ['(mod 1 0)', 'VALUE 1:1 it divides by 0'],
  ['(* 1e300 1e300)', 'VALUE 1:1 the result is too great'],
  ['(sqrt -1)', 'VALUE 1:1 the result is no number'],
  ['(mean ())', 'VALUE 1:1 an empty list has no mean'],
  ["(sum '(1 nil))", 'TYPE 1:1 argument 1 is a list, not a list of numbers'],
  ['(< 1 "a")', 'TYPE 1:1 there is no order between a number and a text'],
  ['(sort (list 1 true))', 'TYPE 1:1 there is no order between a number and true'],
  ['(mod 1)', 'ARGUMENTS 1:1 mod takes 2 arguments, not 1'],
  ['(range)', 'ARGUMENTS 1:1 range takes 1 to 3 arguments, not 0'],
  ['(max)', 'ARGUMENTS 1:1 max takes at least 1 argument, not 0'],
  ['(range 0 1 0)', 'VALUE 1:1 a range by 0 has no end'],
  ['(range 1e9)', 'MEMORY 1:1 a list of 1000000000 is too long; at most 100000'],
  ['(get (list 1) -1)', 'VALUE 1:1 argument 2 is a whole number from 0 to 100000, not -1'],
  ['(get 1 2)', 'TYPE 1:1 argument 1 is a number, 1, not a list or a record'],
  ['(take 1.5 ())', 'VALUE 1:1 argument 1 is a whole number from 0 to 100000, not 1.5'],
  ['(map 1 ())', 'TYPE 1:1 argument 1 is a number, 1, not a function'],
  ['(map + 1)', 'TYPE 1:1 argument 2 is a number, 1, not a list'],
  ['(record "a")', 'ARGUMENTS 1:1 the last key has no value'],
  ['(record 1 2)', 'TYPE 1:1 argument 1 is a number, 1, not a text'],
  [
    '(distinct (list ()))',
    'TYPE 1:1 argument 1 is a list, not a list of texts, numbers, booleans or nil',
  ],
  [
    '(distinct (list (apply text (range 1000 3000))))',
    'VALUE 1:1 a key has at most 4096 characters, not 8000',
  ],
  [
    '(put {} (apply text (range 1000 3000)) 1)',
    'VALUE 1:1 a key has at most 4096 characters, not 8000',
  ],
  [
    '(text ())',
    'TYPE 1:1 argument 1 is an empty list, (), not a text, a number, a boolean, a name or nil',
  ],
  ['(length 1)', 'TYPE 1:1 argument 1 is a number, 1, not a list, a record or a text'],
  ['(help mapp)', 'UNKNOWN_NAME 1:1 there is no help about mapp; did you mean map?'],
  ['(help 1)', 'TYPE 1:7 help takes the name of a function or form'],
  ['(nearest "a" :wher nil)', 'ARGUMENTS 1:1 :wher is unknown here; did you mean :where?'],
  ['(nearest "a" :k 1 :k 2)', 'ARGUMENTS 1:1 :k is given twice'],
  ['(nearest "a" :k)', 'ARGUMENTS 1:1 :k has no value'],
  ['(nearest "a" 5)', 'ARGUMENTS 1:1 argument 2 is none of :k :where :explain'],
  ['(nearest 5)', 'TYPE 1:1 argument 1 is a number, 5, not an id, a series, or a list of numbers'],
  ['(nearest "a" :k 0)', 'VALUE 1:1 :k is a whole number from 1 to 10000, not 0'],
  [
    '(within {"values" 1} 1)',
    'TYPE 1:1 a series is {"times" (…) "values" (…)} or a list of numbers, not a number',
  ],
  ['(insert "a" "b")', 'TYPE 1:1 argument 2 is a text, "b", not a series'],
];

describe('the functions', () => {
  it.each(TABLE)('%s', async (program, result) => {
    expect(await outcome(program)).toBe(result);
  });

  it.each(FAULTS)('refuse %s', async (program, fault) => {
    expect(await outcome(program)).toBe(fault);
  });

  it('are all in this table, and in the help', async () => {
    const forms = await outcome('(join "\n" (map (func (h) (get h :form)) (help)))');
    const names = [...forms.matchAll(/(?:^"|\\n)\(([^ )]+)/g)].map((match) => match[1]!);
    const used = [...TABLE, ...FAULTS].map(([program]) => program).join(' ');
    const isUsed = (name: string): boolean => {
      return used.split(/[\s()]/).includes(name);
    };
    const special = [
      'quote',
      'def',
      'store',
      'if',
      'let',
      'and',
      'or',
      'do',
      'where',
      'select',
      'explain',
    ];
    const collection = ['distance', 'series'];

    expect(names.length).toBeGreaterThan(80);
    expect(names.filter((name) => !isUsed(name))).toEqual([...special, ...collection]);
  });
});
