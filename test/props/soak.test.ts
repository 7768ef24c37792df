import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runSoak, soakFailed, soakParts, summaryOf } from '../../props/soak/index.ts';
import type { SoakPart, SoakResult } from '../../props/soak/part.ts';

const OPTIONS = { seed: 7, share: 0.5, onProgress: () => undefined };
const SOUND: SoakResult = {
  counts: { kills: 1_000, 'power cuts': 3 },
  violations: [],
  controls: [{ name: 'no sync', caught: true }],
};

function partThat(name: string, change: Partial<SoakResult> = {}): SoakPart {
  return { name, run: async () => ({ ...SOUND, ...change }) };
}

async function outcome(...parts: readonly SoakPart[]): Promise<{ failed: boolean; told: string }> {
  const outcomes = await runSoak(parts, OPTIONS);
  return { failed: soakFailed(outcomes), told: summaryOf(outcomes, OPTIONS) };
}

describe('the long tier', () => {
  it('has parts with names of their own', () => {
    const names = soakParts.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(5);
  });

  it('passes when nothing broke and every control was caught, and prints what was counted', async () => {
    const { failed, told } = await outcome(partThat('kills'));

    expect(failed).toBe(false);
    expect(told).toMatch(/^kills +0 s +0 +1,000 kills, 3 power cuts$/m);
    expect(told).toContain('  caught  kills: no sync');
    expect(told).toContain('seed 7, share 0.5');
    expect(told).toContain('No violations.');
  });

  it('fails on a violation, on a control that was not caught, and on a part that throws', async () => {
    const broken = await outcome(partThat('a'), partThat('b', { violations: ['lost 3'] }));
    expect(broken.failed).toBe(true);
    expect(broken.told).toMatch(/^1 violations:\n {2}b: lost 3$/m);

    const blind = await outcome(partThat('a', { controls: [{ name: 'no sync', caught: false }] }));
    expect(blind.failed).toBe(true);
    expect(blind.told).toContain('  NOT CAUGHT  a: no sync');

    const thrown = await outcome({ name: 'a', run: () => Promise.reject(new Error('its own')) });
    expect(thrown.failed).toBe(true);
    expect(thrown.told).toContain('a: the part itself failed: Error: its own');
  });

  it('says why a part was skipped, and does not fail for it', async () => {
    const { failed, told } = await outcome(partThat('power', { ...SOUND, skipped: 'no guest' }));

    expect(failed).toBe(false);
    expect(told).toMatch(/^power .* - .*SKIP: no guest$/m);
  });

  it.each([
    ['--part nowhere', 'no part nowhere; there are: '],
    ['--share 0', 'above 0 is due'],
    ['--share some', 'a number is due'],
    ['--seed -1', 'a whole number from 0'],
  ])('refuses %s', (argv, message) => {
    const main = fileURLToPath(new URL('../../props/soak/main.ts', import.meta.url));
    const options = argv.replace(' ', '=');
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, options], {
      encoding: 'utf8',
    });

    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
