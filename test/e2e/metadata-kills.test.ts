import { describe, expect, it } from 'vitest';
import { metadataKillLoop, metadataRefusals } from '../../props/soak/metadata-kills.ts';

const seed = Number(process.env['VANTAGE_SEED']);
const KILLS = 3;
const TRIES = 20;

describe('a process with an embedded Postgres', () => {
  it(`that is killed among changes and selections shows in SQL what the engine file has afterwards, seed ${seed}`, async () => {
    const { violations, kills, acknowledged, selections } = await metadataKillLoop({
      kills: KILLS,
      seed,
    });

    expect(violations).toEqual([]);
    expect(kills).toBe(KILLS);
    expect(acknowledged).toBeGreaterThan(0);
    expect(selections).toBeGreaterThan(KILLS);
  }, 300_000);

  it('has its directory alone until it ends', async () => {
    expect(await metadataRefusals({ tries: TRIES, seed })).toEqual({
      whileHeld: { refused: TRIES, opened: 0 },
      afterwards: { refused: 0, opened: 1 },
      violations: [],
    });
  }, 300_000);
});
