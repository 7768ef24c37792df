/*
 * A program that commits the transactions of a workload until it is stopped, and tells each
 * acknowledgement on its standard output:
 *
 *     opened N          the file has the transactions up to N, compared if that was asked for
 *     acknowledged N    transaction N is durable
 *     compacted N       a compaction that began behind transaction N is done
 *     failed N CODE     transaction N was refused
 *     wrong TEXT        the file does not hold what it must, or a failure came unexpected
 *     closed            all transactions that were asked for are done
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { EngineError, type EngineFile } from '../../engines/index.ts';
import { engineCalled } from './engines.ts';
import { Replay } from './replay.ts';
import { groupAt, numberIn, perform, stepAt } from './workload.ts';

export interface CommitLoopOptions {
  readonly engine: string;
  readonly path: string;
  readonly seed: number;
  readonly valueBytesMax: number;
  /** Ends with this transaction; endless where it is absent. */
  readonly last?: number;
  /** Most transactions asked for together. Default 8. */
  readonly groupMax?: number;
  /** Touches nothing before a line arrives on the standard input. */
  readonly waits?: boolean;
  /** Compacts now and then, where the engine can. Default true. */
  readonly compacts?: boolean;
  /** Compares and verifies the whole file before the first transaction. */
  readonly checks?: boolean;
  /** After a failure tries this many transactions more, and a read. Default 0. */
  readonly triesAfterFailure?: number;
  /** Ends without closing the file. */
  readonly leavesOpen?: boolean;
  /** A planted fault, for runs that have to fail. */
  readonly fault?: 'acknowledges-early' | 'never-syncs';
}

const options = JSON.parse(process.argv[2] ?? '{}') as CommitLoopOptions;
const { seed, valueBytesMax, groupMax = 8, last = Infinity } = options;

/** At once and in order: a stream would keep lines back, which a killed process cannot send. */
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

async function commit(file: EngineFile, index: number, compacts: boolean): Promise<void> {
  const step = stepAt(seed, index, valueBytesMax);
  const { durability } = step;
  const written = file.write((tx) => perform(tx, index, step), { durability });
  if (options.fault === 'acknowledges-early') tell(`acknowledged ${index}`);
  await written;
  if (durability === 'sync') tell(`acknowledged ${index}`);
  if (!(step.compacts && compacts)) return;
  await file.compact();
  tell(`compacted ${index}`);
}

/** Whether every transaction of the group was committed. */
async function commitGroup(file: EngineFile, group: readonly number[], compacts: boolean) {
  const outcomes = await Promise.allSettled(group.map((index) => commit(file, index, compacts)));
  for (const [place, outcome] of outcomes.entries()) {
    if (outcome.status === 'rejected') tell(`failed ${group[place]} ${codeOf(outcome.reason)}`);
  }
  return outcomes.every(({ status }) => status === 'fulfilled');
}

function codeOf(error: unknown): string {
  return error instanceof EngineError ? error.code : String(error);
}

async function check(file: EngineFile, number: number): Promise<void> {
  const replay = new Replay(seed, valueBytesMax);
  replay.advanceTo(number);
  const difference = replay.difference(file.snapshot());
  if (difference !== undefined) tell(`wrong ${difference}`);
  const { faults } = await file.verify();
  for (const { message } of faults) tell(`wrong ${message}`);
}

async function run(): Promise<void> {
  if (options.waits === true) {
    const lines = createInterface({ input: process.stdin });
    await new Promise((resolve) => lines.once('line', resolve));
    lines.close();
    process.stdin.destroy();
  }
  const engine = engineCalled(options.engine, { syncs: options.fault !== 'never-syncs' });
  const { unsupported } = engine.manifest;
  const compacts = options.compacts !== false && !unsupported.includes('compact');
  const file = await engine.open(options.path);
  let next = numberIn(file.snapshot()) + 1;
  if (options.checks === true) await check(file, next - 1);
  tell(`opened ${next - 1}`);
  const { triesAfterFailure = 0 } = options;
  while (next <= last) {
    const count = Math.min(groupAt(seed, next, groupMax), last - next + 1);
    const group = Array.from({ length: count }, (_, place) => next + place);
    next += count;
    if (await commitGroup(file, group, compacts)) continue;
    // Also past the last one: after a failure there has to be somebody who is told of it.
    for (let attempt = 0; attempt < triesAfterFailure; attempt += 1, next += 1) {
      await commitGroup(file, [next], compacts);
      tell(`read ${numberIn(file.snapshot())}`);
    }
    break;
  }
  if (options.leavesOpen === true) process.exit(0);
  await file.close();
  tell('closed');
}

try {
  await run();
} catch (error) {
  tell(`wrong ${codeOf(error)} ${error instanceof Error ? error.message : ''}`);
  process.exitCode = 1;
}
