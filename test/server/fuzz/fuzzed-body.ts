import { OPERATIONS } from '../../../server/protocol/index.ts';
import { pick, type Random } from '../random.ts';
import { ODD_VALUES, SOUND } from './sound-requests.ts';

/** Fields of all operations, and names that are none. */
const KEYS: readonly string[] = [
  'op',
  'request',
  ...new Set(
    Object.values(OPERATIONS).flatMap(({ required, optional }) => required.concat(optional)),
  ),
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'é\u0000',
  '\ud800',
  '',
  'length',
];

const FILTERS: readonly string[] = [
  '(= level "A")',
  '(and (>= mean 1.5) (not (like id "ts-%")))',
  '(in level "A" "B")',
  '(is-null level)',
  '(between mean -1 1e308)',
];

const PROGRAMS: readonly string[] = [
  '(map (func (m) (get m "id")) (nearest (series "ts-1") :k 1))',
  '(list (distance "ts-1" "ts-2") (mod -7 3) (/ 1 0))',
  '(get (explain (nearest "ts-1" :k 2)) "live")',
];

/** Values for any place of a message, as JSON. */
const TEXTS: readonly string[] = [
  ...[
    ...ODD_VALUES,
    ...Object.keys(OPERATIONS),
    ...FILTERS,
    ...PROGRAMS,
    ...Object.values(SOUND),
  ].map((value) => JSON.stringify(value)),
  '1e999',
  '-1e999',
  '-0',
  '1e-400',
  '9007199254740993',
  '0.1e1',
  '01',
  'NaN',
  '1e308',
  'nul',
  '"\\ud800"',
  '"\\ud83d\\ude00"',
  '"\\u0000"',
  '"\u202e"',
  '"ts-1"',
  '"auto"',
  '"\\x41"',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  `${'['.repeat(40)}${']'.repeat(40)}`,
  `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`,
  `[${'0,'.repeat(300)}0]`,
  '"019c8a5e-7b1f-7c3a-9d42-5b8f0e6a1c77"',
];

const PUNCTUATION = '{}[]:,"\\ \n\u0000\ufeff';

/**
 * The body of a request that is nearly sound: a sound one, some of its fields taken away, changed,
 * added or doubled, at any depth, and now and then some of its bytes.
 */
export function fuzzedBody(random: Random): Buffer {
  const sound = pick(random, Object.values(SOUND));
  const changes = random(4);
  const parts: string[] = [];
  for (const [name, value] of Object.entries(sound)) {
    if (changes > 0 && random(6) === 0) continue;
    parts.push(`${JSON.stringify(name)}:${changed(random, JSON.stringify(value), changes)}`);
  }
  for (let count = 0; count < changes; count += 1) {
    if (random(2) === 0) continue;
    const field = `${JSON.stringify(pick(random, KEYS))}:${pick(random, TEXTS)}`;
    parts.splice(random(parts.length + 1), 0, field);
  }
  const body = Buffer.from(`{${parts.join(',')}}`);
  return random(5) === 0 ? damaged(random, body) : body;
}

/** The JSON text of a value, sometimes another, sometimes one of its numbers or texts another. */
function changed(random: Random, text: string, changes: number): string {
  if (changes === 0) return text;
  switch (random(4)) {
    case 0:
      return pick(random, TEXTS);
    case 1: {
      const places = [...text.matchAll(/-?\d[\d.]*|"[^"]*"/g)];
      if (places.length === 0) return text;
      const place = pick(random, places);
      return (
        text.slice(0, place.index) + pick(random, TEXTS) + text.slice(place.index + place[0].length)
      );
    }
    default:
      return text;
  }
}

/** The body with a byte changed, taken out, put in, or with its end cut off or said twice. */
function damaged(random: Random, body: Buffer): Buffer {
  const at = random(body.length);
  switch (random(5)) {
    case 0:
      return body.subarray(0, 1 + at);
    case 1:
      return Buffer.concat([body, body.subarray(at)]);
    case 2: {
      const put = Buffer.from(PUNCTUATION[random(PUNCTUATION.length)]!);
      return Buffer.concat([body.subarray(0, at), put, body.subarray(at)]);
    }
    case 3:
      return Buffer.concat([body.subarray(0, at), body.subarray(at + 1)]);
    default: {
      const copy = Buffer.from(body);
      copy[at] = random(256);
      return copy;
    }
  }
}
