import type { Engine } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import { FIRST_DATA_PAGE, PAGE_BYTES, type Storage } from '../../engines/storage/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { unbalanced } from '../../engines/unbalanced/index.ts';
import { createRandom } from '../../server/index.ts';
import {
  BLOCK_DAMAGES,
  blockTries,
  type Corpus,
  cutLengths,
  damagedBy,
  formatFlips,
  hostileFile,
  judgeReader,
  LIES,
  makeCorpus,
  needsOf,
  noBlocks,
  noSalvages,
  scanImage,
  tryBackups,
  tryBlock,
  tryCuts,
  tryFlips,
  tryLie,
  tryMarkFlips,
  trySalvage,
  tryScan,
  trySyncLie,
  tryUnacknowledgedCuts,
  useHostile,
  WALKS,
} from '../damage/index.ts';
import type { SoakControl, SoakOptions, SoakPart, SoakResult } from './part.ts';

const HOSTILE_FILES = 1_000_000;
const BACKUPS = 1000;
const SCANNED = 5000;
const PROGRESS_EVERY = 10_000;
/** Growth of the process over a hostile file that counts as a leak or a bomb. */
const MEMORY_BYTES_MAX: number = 256 * 2 ** 20;

type EngineOver = (storage: Storage) => Engine;

/** One kind of damage over one engine; adds to the counts and violations. */
type Trial = (subject: Subject, options: SoakOptions, tally: Tally) => Promise<void>;

interface Subject {
  readonly name: string;
  readonly engineOver: EngineOver;
  readonly corpus: Corpus;
}

interface Tally {
  readonly counts: Record<string, number>;
  readonly violations: string[];
}

/** C1 to C8 and F6: whatever happens to the bytes of a file is found, and no answer is wrong. */
export const corruptionPart: SoakPart = {
  name: 'corruption',
  async run(options): Promise<SoakResult> {
    const tally: Tally = { counts: {}, violations: [] };
    const subjects: Subject[] = [];
    for (const balance of [redBlack, unbalanced]) {
      const engineOver: EngineOver = (storage) => treeEngine(balance, storage);
      subjects.push({ name: balance.name, engineOver, corpus: await makeCorpus(engineOver) });
    }
    for (const trial of TRIALS) {
      for (const subject of subjects) {
        const before = tally.violations.length;
        await trial(subject, options, tally);
        const found = tally.violations.length - before;
        tell(options, `${subject.name}: ${trial.name}: ${found} violations`);
        for (let index = before; index < tally.violations.length; index += 1) {
          tally.violations[index] = `${subject.name}, ${trial.name}: ${tally.violations[index]}`;
        }
      }
    }
    return { ...tally, controls: await controls(subjects[0]!) };
  },
};

const TRIALS: readonly Trial[] = [flips, cuts, blocks, scans, salvages, lies, backups, hostile];

function tell({ onProgress }: SoakOptions, line: string): void {
  onProgress(line);
}

function add({ counts }: Tally, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count;
}

/** Of many tries each so-manieth, so that a share of them is done. */
function strideOf({ share }: SoakOptions): number {
  return Math.max(1, Math.round(1 / share));
}

async function flips(subject: Subject, options: SoakOptions, tally: Tally): Promise<void> {
  const { engineOver, corpus, name } = subject;
  const stride = strideOf(options);
  const table = await tryFlips(engineOver, corpus, { first: options.seed % stride, stride });
  tell(options, `${name}: one bit in ${stride}\n${formatFlips(table)}`);
  for (const row of table.rows.values()) add(tally, 'flips', row.flips);
  const marks = await tryMarkFlips(engineOver, corpus);
  add(tally, 'flips of marks', marks.flips);
  tally.violations.push(...table.violations, ...marks.violations);
}

async function cuts(subject: Subject, options: SoakOptions, tally: Tally): Promise<void> {
  const { engineOver, corpus } = subject;
  const sample = { first: options.seed, stride: strideOf(options) };
  const closed = await tryCuts(engineOver, corpus, cutLengths(corpus.closed.length, sample));
  const open = await tryUnacknowledgedCuts(
    engineOver,
    corpus,
    cutLengths(corpus.open.length, sample),
  );
  add(tally, 'cuts', closed.cuts + open.cuts);
  add(tally, 'unacknowledged commits kept', open.kept);
  add(tally, 'unacknowledged commits dropped', open.dropped);
  tally.violations.push(...closed.violations, ...open.violations);
}

/** Pairs of sectors are too many for all of them; of whole pages all are tried. */
const SECTOR_PAIRS_STRIDE = 8;

function* blockSample(corpus: Corpus, options: SoakOptions): Generator<Uint8Array> {
  for (const attempt of blockSampleTries(corpus, options)) yield damagedBy(corpus, attempt);
}

function* blockSampleTries(
  corpus: Corpus,
  options: SoakOptions,
): Generator<ReturnType<typeof blockTries> extends Generator<infer T> ? T : never> {
  for (const damage of BLOCK_DAMAGES) {
    for (const blockBytes of [512, PAGE_BYTES]) {
      const pairs = blockBytes === 512 && damage !== 'zeroed' ? SECTOR_PAIRS_STRIDE : 1;
      const stride = pairs * strideOf(options);
      let index = options.seed % stride;
      for (const attempt of blockTries(corpus, damage, blockBytes)) {
        if (index % stride === 0) yield attempt;
        index += 1;
      }
    }
  }
}

async function blocks(subject: Subject, options: SoakOptions, tally: Tally): Promise<void> {
  const counts = noBlocks();
  for (const attempt of blockSampleTries(subject.corpus, options)) {
    await tryBlock(subject.engineOver, subject.corpus, attempt, counts);
  }
  add(tally, 'damaged blocks', counts.damages);
  tally.violations.push(...counts.violations);
}

async function scans(subject: Subject, options: SoakOptions, tally: Tally): Promise<void> {
  const image = await scanImage(subject.engineOver, SCANNED);
  const stride = strideOf(options);
  for (const walk of WALKS) {
    for (const once of [false, true]) {
      const first = FIRST_DATA_PAGE + (options.seed % stride);
      for (let page = first; page < image.length / PAGE_BYTES; page += stride) {
        const scan = { walk, page, once, count: SCANNED };
        const { met, violation } = await tryScan(subject.engineOver, image, scan);
        if (met) add(tally, 'scans over an unreadable page', 1);
        if (violation !== undefined) tally.violations.push(`${JSON.stringify(scan)}: ${violation}`);
      }
    }
  }
}

async function salvages(subject: Subject, options: SoakOptions, tally: Tally): Promise<void> {
  const { engineOver, corpus } = subject;
  const needs = await needsOf(engineOver, corpus);
  const counts = noSalvages();
  for (const damaged of blockSample(corpus, { ...options, share: options.share / 4 })) {
    await trySalvage(engineOver, corpus, needs, damaged, counts);
  }
  const stride = 64 * strideOf(options);
  for (let bit = options.seed % stride; bit < corpus.closed.length * 8; bit += stride) {
    const damaged = corpus.closed.slice();
    damaged[bit >>> 3]! ^= 1 << (bit & 7);
    await trySalvage(engineOver, corpus, needs, damaged, counts);
  }
  for (const length of cutLengths(corpus.closed.length, { first: options.seed, stride })) {
    await trySalvage(engineOver, corpus, needs, corpus.closed.subarray(0, length), counts);
  }
  add(tally, 'salvages', counts.salvages);
  add(tally, 'entries salvaged', counts.saved);
  tally.violations.push(...counts.violations);
}

async function lies(subject: Subject, _options: SoakOptions, tally: Tally): Promise<void> {
  for (const lie of LIES) {
    for (const close of [true, false]) {
      for (let index = 1; index < 100; index += 1) {
        const { reached, verdict, why } = await tryLie(subject.engineOver, { lie, index, close });
        if (!reached) break;
        add(tally, `lying writes ${verdict}`, 1);
        if (verdict === 'wrong') tally.violations.push(`${lie} write ${index}: ${why}`);
      }
    }
  }
  for (let commits = 1; commits <= 20; commits += 1) {
    const outcome = await trySyncLie(subject.engineOver, { commits, markSurvives: true });
    add(tally, 'lying syncs', 1);
    if (outcome !== 'found') tally.violations.push(`lying sync of commit ${commits}: ${outcome}`);
  }
}

async function backups(subject: Subject, options: SoakOptions, tally: Tally): Promise<void> {
  const count = Math.ceil(BACKUPS * options.share);
  const { violations, commits } = await tryBackups(subject.engineOver, count);
  add(tally, 'backups under load', count);
  add(tally, 'commits beside backups', commits);
  tally.violations.push(...violations);
}

async function hostile(subject: Subject, options: SoakOptions, tally: Tally): Promise<void> {
  const { engineOver, corpus, name } = subject;
  const files = Math.ceil((HOSTILE_FILES * options.share) / 2);
  const keys = corpus.trees.flatMap(([, entries]) =>
    entries.filter((_, index) => index % 60 === 0).map(({ key }) => key),
  );
  const memoryAtFirst = process.memoryUsage().rss;
  for (let index = 0; index < files; index += 1) {
    const seed = (options.seed + index) % 2 ** 31;
    const random = createRandom(seed);
    const bytes = hostileFile(corpus.closed, () => random.uniform());
    const { answered, refused, violation } = await useHostile(engineOver, bytes, keys);
    add(tally, 'hostile files', 1);
    add(tally, 'hostile calls answered', answered);
    add(tally, 'hostile calls refused', refused);
    if (violation !== undefined) tally.violations.push(`seed ${seed}: ${violation}`);
    const growth = process.memoryUsage().rss - memoryAtFirst;
    if (growth > MEMORY_BYTES_MAX) tally.violations.push(`seed ${seed}: memory grew by ${growth}`);
    if (index % PROGRESS_EVERY === 0) tell(options, `${name}: ${index} hostile files`);
  }
}

/** An engine that shows one value for another must be caught. */
async function controls({ engineOver, corpus }: Subject): Promise<readonly SoakControl[]> {
  const altered = corpus.trees.map(([name, entries]) => [name, entries.slice(1)] as const);
  const state = { commit: corpus.commit, trees: altered };
  const lost = await judgeReader(engineOver, corpus.closed, [state]);
  const older = await judgeReader(engineOver, corpus.closed, [{ ...corpus, commit: 1 }]);
  return [
    { name: 'an entry that is another', caught: lost.tag === 'wrong' },
    { name: 'a commit that is another', caught: older.tag === 'wrong' },
  ];
}
