/*
 * A PostgreSQL server whose processes are killed among changes and selections. What a selection
 * answers is what memory has at its commit, and no row is there twice; one that is told that it
 * failed is asked for again.
 */
import { findPostgres } from '../processes/postgres-cluster.ts';
import { backendKillLoop } from './backend-kills.ts';
import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

const KILLS = 1_000;
const CONTROL_KILLS_MAX = 300;

/** 1,000 kills, and sessions that go on outside their transaction, which have to be caught. */
export const metadataPostgresPart: SoakPart = {
  name: 'metadata-postgres',
  async run({ seed, share, onProgress }: SoakOptions): Promise<SoakResult> {
    const found = findPostgres();
    if ('reason' in found) {
      return { counts: {}, violations: [], controls: [], skipped: found.reason };
    }
    const { bin } = found;
    const all = Math.max(1, Math.round(KILLS * share));
    const { violations, ...counts } = await backendKillLoop({
      bin,
      kills: all,
      seed,
      onKill: (kills) => onProgress(`${kills} of ${all} kills`),
    });
    const control = await backendKillLoop({
      bin,
      kills: CONTROL_KILLS_MAX,
      seed,
      fault: 'goes-on',
      stopsAtViolation: true,
    });
    const name = `a session goes on outside its transaction (${control.kills} kills)`;
    return {
      counts: {
        kills: counts.kills,
        'in a transaction': counts.inTransaction,
        'servers killed': counts.servers,
        selections: counts.selections,
        'failures told': counts.failures,
      },
      violations,
      controls: [{ name, caught: control.violations.length > 0 }],
    };
  },
};
