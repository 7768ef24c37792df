import { describe, expect, it } from 'vitest';
import { findPostgres } from '../../props/processes/postgres-cluster.ts';
import { backendKillLoop } from '../../props/soak/backend-kills.ts';

const seed = Number(process.env['VANTAGE_SEED']);
const KILLS = 15;
const postgres = findPostgres();
const skipped = 'reason' in postgres ? ` (SKIP: ${postgres.reason})` : '';

describe.skipIf('reason' in postgres)(
  `a database that selects from a server, seed ${seed}${skipped}`,
  () => {
    it('answers what memory has, though the session or the server is killed again and again', async () => {
      const { bin } = postgres as { readonly bin: string };
      const { violations, kills, selections } = await backendKillLoop({ bin, kills: KILLS, seed });

      expect(violations).toEqual([]);
      expect(kills).toBe(KILLS);
      expect(selections).toBeGreaterThan(KILLS);
    }, 300_000);
  },
);
