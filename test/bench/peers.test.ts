import { describe, expect, it } from 'vitest';
import { contendersCalled } from '../../bench/called.ts';
import { PEERS } from '../../bench/peers/index.ts';
import { engineLaws, runLaw } from '../../props/index.ts';

const OPTIONS = { runs: 15, seed: Number(process.env['VANTAGE_SEED']) };

const { contenders, absent } = await contendersCalled(PEERS.map(({ name }) => name));
for (const { competitor, reason } of absent) process.stdout.write(`${competitor}: ${reason}\n`);
const engines = contenders.map(({ engine }) => ({ engine, name: engine.manifest.name }));

/** What a peer answers to a call that it has no way to do. */
const NO_WAY = 'this peer does not do it; see its manifest';

describe.each(engines)('$name behind the contract', ({ engine, name }) => {
  it('keeps the laws that its manifest leaves it', async () => {
    const { unsupported } = engine.manifest;
    const failed: string[] = [];
    const passed: string[] = [];
    for (const law of engineLaws) {
      const result = await runLaw(engine, law, OPTIONS);
      if (result.state === 'passed') passed.push(law.name);
      if (result.state !== 'failed') continue;
      // First and last belong to no feature, and without a walk there is neither.
      if (unsupported.includes('range') && result.message.includes(NO_WAY)) {
        process.stdout.write(`SKIP ${name}: ${law.name} (it iterates asynchronously only)\n`);
      } else failed.push(`${law.name}: ${result.message}`);
    }
    process.stdout.write(
      `${name}: ${passed.length} laws kept, without ${unsupported.join(', ')}\n`,
    );

    expect(failed).toEqual([]);
    expect(passed.length).toBeGreaterThan(unsupported.includes('range') ? 10 : 20);
  });

  it('refuses what its manifest leaves out', async () => {
    const file = await engine.open();
    for (const call of [() => file.verify(), () => file.compact(), () => file.load('a', [])]) {
      await expect(call()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    }
    await expect(engine.open('some-path')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await file.close();
  });
});

describe('a name that is neither of an engine nor of a peer', () => {
  it('is refused with the names that there are', async () => {
    await expect(contendersCalled(['red-black', 'b-tree'])).rejects.toThrow(
      /no engine "b-tree"; there are: red-black, unbalanced; peers: lmdb, classic-level, /,
    );
  });
});
