import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createCollection,
  openCollection,
  type SelectsFactory,
} from '../../server/database/index.ts';
import { type Database, DatabaseError } from '../../server/index.ts';
import { postgresPlace, postgresSelects, SqlView } from '../../server/sql/index.ts';
import { type Draws, drawsAt } from '../processes/draws.ts';
import { MetadataWitness, WITNESS_LENGTH } from '../processes/metadata-witness.ts';
import { type Cluster, startCluster } from '../processes/postgres-cluster.ts';
import { askServer, goingOn, killSessions } from '../processes/sql-sessions.ts';

/** After so many the database is opened anew, and finds rows that an earlier one left. */
const KILLS_AN_OPENING = 25;
const CHANGES_A_KILL = 4;
const SELECTIONS_AT_ONCE = 2;
const KILL_MS_MAX = 25;
const ANSWER_MS_MAX = 60_000;
const VIOLATIONS_MAX = 20;

export interface BackendKillOptions {
  /** Where the programs of a server are. */
  readonly bin: string;
  readonly kills: number;
  readonly seed: number;
  /** A planted fault: statements go on in another session when theirs is lost. */
  readonly fault?: 'goes-on';
  readonly stopsAtViolation?: boolean;
  readonly onKill?: (kills: number) => void;
}

interface Counts {
  kills: number;
  /** Kills that met a transaction. */
  inTransaction: number;
  /** Kills of a whole server. */
  servers: number;
  selections: number;
  /** Answers that a selection failed; it was then asked for again. */
  failures: number;
}

export interface BackendKillSummary extends Readonly<Counts> {
  readonly violations: readonly string[];
}

interface Trial {
  readonly cluster: Cluster;
  readonly database: Database;
  readonly witness: MetadataWitness;
  readonly counts: Counts;
}

/**
 * Kills the session that answers selections, or its server, again and again, while a database is
 * changed and selected from.
 */
export async function backendKillLoop(options: BackendKillOptions): Promise<BackendKillSummary> {
  const { bin, kills, seed, stopsAtViolation = false, onKill } = options;
  const counts: Counts = { kills: 0, inTransaction: 0, servers: 0, selections: 0, failures: 0 };
  const violations: string[] = [];
  const violationsMax = stopsAtViolation ? 1 : VIOLATIONS_MAX;
  const folder = mkdtempSync(join(tmpdir(), 'vantage-backends-'));
  const cluster = await startCluster(bin);
  const goesOn = (): boolean => violations.length < violationsMax;
  try {
    while (counts.kills < kills && goesOn()) {
      const database = await openOver(join(folder, 'data'), selectsOf(cluster, options));
      const witness = await MetadataWitness.of(database, seed);
      const until = Math.min(kills, counts.kills + KILLS_AN_OPENING);
      for (let round = 0; counts.kills < until && goesOn(); round += 1) {
        const place = `seed ${seed}, kill ${counts.kills}`;
        const draws = drawsAt(seed + round, counts.kills);
        const wrong = await killAmong({ cluster, database, witness, counts }, draws);
        violations.push(...wrong.map((what) => `${place}: ${what}`));
      }
      await database.close();
      onKill?.(counts.kills);
    }
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...counts, violations };
}

function selectsOf({ url }: Cluster, { fault }: BackendKillOptions): SelectsFactory {
  if (fault === undefined) return postgresSelects(url);
  return () => new SqlView(goingOn(postgresPlace(url)));
}

function openOver(path: string, selects: SelectsFactory): Promise<Database> {
  if (existsSync(path)) return openCollection(path, { selects });
  return createCollection(path, { length: WITNESS_LENGTH, selects });
}

/** Changes and selects, kills meanwhile, and looks at what is there then. */
async function killAmong(trial: Trial, draws: Draws): Promise<readonly string[]> {
  const { cluster, witness, counts } = trial;
  const changes = { underWay: true };
  const selecting = Array.from({ length: SELECTIONS_AT_ONCE }, async () => {
    const wrong: string[] = [];
    while (changes.underWay) wrong.push(...(await answered(trial)));
    return wrong;
  });
  const changed = changeSome(witness).finally(() => {
    changes.underWay = false;
  });
  await sleep(draws.below(KILL_MS_MAX));
  const { sessions, inTransaction, server } = await killSessions(cluster, draws);
  counts.kills += sessions > 0 ? 1 : 0;
  counts.inTransaction += inTransaction > 0 ? 1 : 0;
  counts.servers += server ? 1 : 0;
  await changed;
  const wrong = (await Promise.all(selecting)).flat();
  return [...wrong, ...(await answered(trial)), ...(await rowsTwice(trial))];
}

async function changeSome(witness: MetadataWitness): Promise<void> {
  for (let change = 0; change < CHANGES_A_KILL; change += 1) await witness.change();
}

/** Selects until it is answered; what is wrong with the answer. */
async function answered({ witness, counts }: Trial): Promise<readonly string[]> {
  const end = performance.now() + ANSWER_MS_MAX;
  for (;;) {
    try {
      const wrong = await witness.select();
      counts.selections += 1;
      return wrong === undefined ? [] : [wrong];
    } catch (error) {
      if (!(error instanceof DatabaseError && error.code === 'SQL_FAILED')) throw error;
      counts.failures += 1;
      if (performance.now() > end) return [`no answer in ${ANSWER_MS_MAX} ms: ${error.message}`];
      await sleep(10);
    }
  }
}

async function rowsTwice({ cluster, database }: Trial): Promise<readonly string[]> {
  const [found] = await askServer(
    cluster,
    'SELECT count(*)::text AS rows, count(DISTINCT c0)::text AS ids FROM vantage.series',
  );
  const [rows, ids] = [Number(found?.['rows']), Number(found?.['ids'])];
  if (rows === database.size && ids === rows) return [];
  return [`${rows} rows of ${ids} ids stand for ${database.size} series`];
}
