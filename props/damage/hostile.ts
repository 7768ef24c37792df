import {
  BODIES_START,
  BODY,
  BODY_WORDS,
  GUIDE,
  GUIDE_WORDS,
  GUIDES_START,
  HEADER,
  KIND,
  MARK,
  MARK_PAGES,
  PAGE,
  PAGE_BYTES,
  SLOT_BITS,
} from '../../engines/storage/index.ts';
import {
  oddWord,
  pick,
  type Random,
  type Run,
  restamp,
  type Victim,
  victimOf,
} from './hostile-fields.ts';

type Mutation = (victim: Victim, random: Random) => void;

/** Where a word of a node stands: of its guide, or behind that of its body. */
function wordAt(address: number, word: number): number {
  const page = Math.floor(address / 2 ** SLOT_BITS) * PAGE_BYTES;
  const slot = address % 2 ** SLOT_BITS;
  return word < GUIDE_WORDS
    ? page + (GUIDES_START + slot * GUIDE_WORDS + word) * 4
    : page + (BODIES_START + slot * BODY_WORDS + word - GUIDE_WORDS) * 4;
}

const LEFT: number = GUIDE.left;
const RIGHT: number = GUIDE.right;
const SIZE: number = GUIDE_WORDS + BODY.size;

function changeWord(victim: Victim, random: Random, at: number): void {
  if (at + 4 > victim.bytes.length) return;
  victim.bytes.writeUInt32LE(oddWord(random, victim, victim.bytes.readUInt32LE(at)), at);
}

function runOf(victim: Victim, random: Random, kind: number): Run | undefined {
  const runs = victim.runs.filter((run) => run.kind === kind);
  return runs.length === 0 ? undefined : pick(random, runs);
}

/** Words within the content of a run. */
function wordIn(random: Random, { page, used }: Run): number {
  return page * PAGE_BYTES + PAGE.headerBytes + Math.floor(random() * Math.max(1, used - 3));
}

function changeRecord(victim: Victim, random: Random): void {
  const records = victim.runs.filter(({ kind }) => kind === KIND.record);
  // The last is the one in force.
  const run = random() < 0.7 ? records.at(-1) : pick(random, records);
  if (run === undefined) return;
  const at = wordIn(random, run);
  if (random() < 0.5) changeWord(victim, random, at);
  else victim.bytes[at] = Math.floor(random() * 256);
}

function changeMark(victim: Victim, random: Random): void {
  const fields = [MARK.commit, MARK.commit + 4, MARK.record, MARK.end, MARK.epoch] as const;
  const field = pick(random, fields);
  const value = oddWord(random, victim, victim.bytes.readUInt32LE(PAGE_BYTES + field));
  const both = random() < 0.7;
  for (const page of both ? MARK_PAGES : [pick(random, MARK_PAGES)]) {
    victim.bytes.writeUInt32LE(value, page * PAGE_BYTES + field);
  }
}

/** Two parents of one child, a child above its parent, a node that is its own. */
function changeLink(victim: Victim, random: Random): void {
  const node = pick(random, victim.nodes);
  const child = pick(random, victim.nodes);
  const side = random();
  if (side < 0.7) victim.bytes.writeUInt32LE(child, wordAt(node, LEFT));
  if (side > 0.3) victim.bytes.writeUInt32LE(child, wordAt(node, RIGHT));
}

/** Nodes both of whose children are the next one: thirty of them make a tree of 2^30 entries. */
function plantBomb(victim: Victim, random: Random): void {
  const depth = Math.min(victim.nodes.length, 2 + Math.floor(random() * 30));
  const start = Math.floor(random() * (victim.nodes.length - depth + 1));
  const chain = victim.nodes.slice(start, start + depth);
  for (const [index, address] of chain.entries()) {
    const next = chain[index + 1] ?? 0;
    victim.bytes.writeUInt32LE(next, wordAt(address, LEFT));
    victim.bytes.writeUInt32LE(next, wordAt(address, RIGHT));
    victim.bytes.writeUInt32LE(2 ** (depth - index) - 1, wordAt(address, SIZE));
  }
  plantRoot(victim, chain[0]!, 2 ** depth - 1);
}

/** Lets every tree of the last record begin at `root` and have `entries` entries. */
function plantRoot(victim: Victim, root: number, entries: number): void {
  const record = victim.runs.findLast(({ kind }) => kind === KIND.record);
  if (record === undefined) return;
  const start = record.page * PAGE_BYTES + PAGE.headerBytes;
  const known = new Set(victim.nodes);
  for (let at = start; at + 8 <= start + record.used; at += 1) {
    if (!known.has(victim.bytes.readUInt32LE(at))) continue;
    victim.bytes.writeUInt32LE(root, at);
    victim.bytes.writeUInt32LE(entries, at + 4);
    at += 7;
  }
}

function swapRuns(victim: Victim, random: Random): void {
  const [one, other] = [pick(random, victim.runs), pick(random, victim.runs)];
  if (one.pages !== other.pages) return;
  const [a, b] = [one.page * PAGE_BYTES, other.page * PAGE_BYTES];
  const length = one.pages * PAGE_BYTES;
  const kept = Buffer.from(victim.bytes.subarray(a, a + length));
  victim.bytes.copyWithin(a, b, b + length);
  victim.bytes.set(kept, b);
  victim.bytes.writeUInt32LE(one.page, a + PAGE.page * 4);
  victim.bytes.writeUInt32LE(other.page, b + PAGE.page * 4);
}

function resize(victim: Victim, random: Random): void {
  const { bytes } = victim;
  const length = Math.floor(random() * bytes.length * 1.3);
  victim.bytes = Buffer.concat([bytes], length);
}

const MUTATIONS: readonly Mutation[] = [
  (victim, random) => {
    const word = Math.floor(random() * (GUIDE_WORDS + BODY_WORDS));
    changeWord(victim, random, wordAt(pick(random, victim.nodes), word));
  },
  (victim, random) => {
    changeWord(victim, random, wordAt(pick(random, victim.nodes), SIZE));
  },
  changeLink,
  (victim, random) => {
    const word = 1 + Math.floor(random() * (PAGE.headerWords - 1));
    changeWord(victim, random, pick(random, victim.runs).page * PAGE_BYTES + word * 4);
  },
  changeRecord,
  changeRecord,
  changeMark,
  (victim, random) => {
    victim.bytes[HEADER.version + Math.floor(random() * 52)] = Math.floor(random() * 256);
  },
  (victim, random) => {
    const run = runOf(victim, random, pick(random, Object.values(KIND)));
    if (run !== undefined) changeWord(victim, random, wordIn(random, run));
  },
  swapRuns,
  plantBomb,
];

const MUTATIONS_MAX = 4;
/** Share of files that are cut short or lengthened, too. */
const RESIZED = 0.1;

/** A file made from a whole one by some changes, all of whose checksums are right. */
export function hostileFile(whole: Uint8Array, random: Random): Uint8Array {
  const victim = victimOf(whole);
  const count = 1 + Math.floor(random() * MUTATIONS_MAX);
  for (let index = 0; index < count; index += 1) pick(random, MUTATIONS)(victim, random);
  if (random() < RESIZED) resize(victim, random);
  restamp(random, victim);
  return victim.bytes;
}
