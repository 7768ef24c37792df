/*
 * A program that changes the metadata of a data directory and selects from an embedded Postgres
 * until it is stopped, and tells on its standard output:
 *
 *     opened N          SQL shows what memory has, with the changes up to N
 *     acknowledged N    change N is durable; where it settles, only when it has settled
 *     selected N        the selections so far, each compared with memory
 *     wrong TEXT        a selection answered what memory did not have, or something failed
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createDatabase, type Database, openDatabase } from '../../server/index.ts';
import { drawsAt } from './draws.ts';
import { MetadataWitness, WITNESS_CLOCK, WITNESS_LENGTH } from './metadata-witness.ts';

export interface MetadataLoopOptions {
  readonly path: string;
  readonly seed: number;
  /**
   * How often it settles, one time in so many, instead of going on: changes every row, and leaves
   * a disk that has all files of Postgres as they are but the rows as they were. A machine may
   * write back files in any order. Default never.
   */
  readonly settlesOneIn?: number;
  /** A planted fault, for runs that have to fail. */
  readonly fault?: 'trusts-earlier-boots';
}

const METADATA = 'pglite';
const CHANGES_A_SELECTION = 3;

const options = JSON.parse(process.argv[2] ?? '{}') as MetadataLoopOptions;
const { path, seed, settlesOneIn } = options;
const directory = join(path, 'metadata.pglite');

/** At once and in order: a stream would keep lines back, which a killed process cannot send. */
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

let selections = 0;

async function select(witness: MetadataWitness): Promise<void> {
  const wrong = await witness.select();
  if (wrong !== undefined) tell(`wrong ${wrong}`);
  selections += 1;
  tell(`selected ${selections}`);
}

async function goOn(witness: MetadataWitness): Promise<void> {
  for (;;) {
    const selected = select(witness);
    for (let change = 0; change < CHANGES_A_SELECTION; change += 1) {
      tell(`acknowledged ${await witness.change()}`);
    }
    await selected;
    await select(witness);
  }
}

async function settle(database: Database, witness: MetadataWitness): Promise<void> {
  await witness.change();
  await select(witness);
  // Postgres puts its rows into their file when it ends.
  await database.close();
  execFileSync('sync');
  const again = await openDatabase(path, { metadata: METADATA });
  const relabelling = await MetadataWitness.of(again, seed);
  // The first selection takes over the rows that are there, and the second one changes them.
  await select(relabelling);
  await relabelling.relabel();
  await select(relabelling);
  await again.close();
  writeBackAllButRows();
  tell(`acknowledged ${relabelling.number}`);
  setInterval(() => undefined, 2 ** 30);
}

function writeBackAllButRows(): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    if (file.includes('/base/') && readFileSync(file).includes(WITNESS_CLOCK)) continue;
    const descriptor = openSync(file, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

async function run(): Promise<void> {
  if (options.fault === 'trusts-earlier-boots' && existsSync(join(directory, 'boot'))) {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    writeFileSync(join(directory, 'boot'), boot);
  }
  const database = existsSync(path)
    ? await openDatabase(path, { metadata: METADATA })
    : await createDatabase(path, { length: WITNESS_LENGTH, metadata: METADATA });
  const witness = await MetadataWitness.of(database, seed);
  await select(witness);
  tell(`opened ${witness.number}`);
  const settles =
    settlesOneIn !== undefined && drawsAt(seed, witness.number).below(settlesOneIn) === 0;
  await (settles ? settle(database, witness) : goOn(witness));
}

try {
  await run();
} catch (error) {
  tell(`wrong ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`);
  process.exitCode = 1;
}
