import { describe, expect, it } from 'vitest';
import { type Competitor, type MeasureOptions, measure } from '../../bench/harness.ts';

/** A clock that stands still unless it is told to move. */
function stoppedClock(): {
  readonly now: () => number;
  readonly pass: (milliseconds: number) => void;
} {
  let time = 0;
  return {
    now: () => time,
    pass: (milliseconds) => {
      time += milliseconds;
    },
  };
}

const ONCE: Omit<MeasureOptions, 'now'> = {
  rounds: 1,
  iterationsPerRound: 1,
  warmupIterations: 0,
};

/** Competitors that write down what happens to them. */
function recorder(log: string[]): (name: string) => Competitor {
  return (name) => ({
    kind: 'sync',
    name,
    operations: 1,
    before: () => void log.push(`before ${name}`),
    iterate: () => void log.push(name),
    digest: () => log.push(`digest ${name}`),
    end: () => void log.push(`end ${name}`),
  });
}

describe('measure', () => {
  it('gives nanoseconds an operation, a sample an iteration', async () => {
    const clock = stoppedClock();
    const durationsMs = [3, 1, 2, 8];
    let iteration = 0;
    const [measurement] = await measure(
      [
        {
          kind: 'sync',
          name: 'a',
          operations: 100,
          before: () => clock.pass(1_000),
          iterate: () => clock.pass(durationsMs[iteration++]!),
          digest: () => {
            clock.pass(1_000);
            return 0;
          },
        },
      ],
      { ...ONCE, now: clock.now, rounds: 2, iterationsPerRound: 2 },
    );
    expect(measurement?.samples.toSorted((a, b) => a - b)).toEqual([
      10_000, 20_000, 30_000, 80_000,
    ]);
  });

  it('takes the time until a promise is settled', async () => {
    const clock = stoppedClock();
    const [measurement] = await measure(
      [
        {
          kind: 'async',
          name: 'a',
          operations: 2,
          async iterate() {
            await Promise.resolve();
            clock.pass(6);
          },
          digest: () => 0,
        },
      ],
      { ...ONCE, now: clock.now },
    );
    expect(measurement?.samples).toEqual([3e6]);
  });

  it('believes what a window says of itself', async () => {
    const clock = stoppedClock();
    const iterate = async (): Promise<number> => {
      clock.pass(500);
      return 0.25;
    };
    const [measurement] = await measure([{ kind: 'window', name: 'a', iterate, digest: () => 0 }], {
      ...ONCE,
      now: clock.now,
    });
    expect(measurement?.samples).toEqual([250_000]);
    expect(measurement?.operations).toBe(1);
    const told = { kind: 'window', name: 'a', operations: 8, iterate, digest: () => 0 } as const;
    const [counted] = await measure([told], { ...ONCE, now: clock.now });
    expect(counted).toMatchObject({ samples: [250_000], operations: 8 });
  });

  it('lets competitors take turns, and each of them be the first in its round', async () => {
    const log: string[] = [];
    const { now } = stoppedClock();
    const competitors = ['a', 'b', 'c'].map(recorder(log));
    await measure(competitors, { ...ONCE, now, rounds: 4, iterationsPerRound: 2 });
    const iterations = log.filter((line) => line.length === 1).join('');
    expect(iterations).toBe('aabbccbbccaaccaabbaabbcc');
  });

  it('warms up everybody before the first round', async () => {
    const log: string[] = [];
    const { now } = stoppedClock();
    const competitors = ['a', 'b'].map(recorder(log));
    await measure(competitors, { ...ONCE, now, warmupIterations: 2 });
    expect(log.filter((line) => line.length === 1).join('')).toBe('aabbab');
  });

  it('calls before, the iteration and digest in turn, and end once', async () => {
    const log: string[] = [];
    const { now } = stoppedClock();
    await measure([recorder(log)('a')], { ...ONCE, now, iterationsPerRound: 2 });
    const iteration = ['before a', 'a', 'digest a'];
    expect(log).toEqual([...iteration, ...iteration, 'end a']);
  });

  it('makes the checksum of the measured digests, in order, and of nothing else', async () => {
    const { now } = stoppedClock();
    const checksumOf = async (digests: number[], warmupIterations: number): Promise<number> => {
      let next = 0;
      const [measurement] = await measure(
        [{ kind: 'sync', name: 'a', operations: 1, iterate() {}, digest: () => digests[next++]! }],
        { ...ONCE, now, warmupIterations, iterationsPerRound: digests.length - warmupIterations },
      );
      return measurement!.checksum;
    };
    const plain = await checksumOf([5, 6], 0);
    expect(await checksumOf([99, 5, 6], 1)).toBe(plain);
    expect(await checksumOf([6, 5], 0)).not.toBe(plain);
    expect(await checksumOf([5, 7], 0)).not.toBe(plain);
  });

  it('says when the clock is too coarse', async () => {
    const { now } = stoppedClock();
    const competitors = [recorder([])('a')];
    const [stopped] = await measure(competitors, { ...ONCE, now, iterationsPerRound: 20 });
    expect(stopped?.warning).toBe('zero-dominated');
  });

  it('rejects with what an iteration threw, after the end of everybody', async () => {
    const log: string[] = [];
    const { now } = stoppedClock();
    const failing: Competitor = {
      ...recorder(log)('b'),
      kind: 'sync',
      operations: 1,
      iterate() {
        throw new Error('disk full');
      },
    };
    const running = measure([recorder(log)('a'), failing], { ...ONCE, now });
    await expect(running).rejects.toThrow('disk full');
    expect(log).toEqual(['before a', 'a', 'digest a', 'before b', 'end a', 'end b']);
  });

  it('rejects with what a digest threw', async () => {
    const { now } = stoppedClock();
    const competitor: Competitor = {
      ...recorder([])('a'),
      digest() {
        throw new Error('no such answer');
      },
    };
    await expect(measure([competitor], { ...ONCE, now })).rejects.toThrow('no such answer');
  });

  it('refuses two competitors of one name', async () => {
    const { now } = stoppedClock();
    const competitors = ['a', 'b', 'a'].map(recorder([]));
    await expect(measure(competitors, { ...ONCE, now })).rejects.toThrow(
      new RangeError('two competitors are called a'),
    );
  });
});
