import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FrameSplitter } from '../../../bench/endurance/frame-splitter.ts';
import { measureRetries, type RetriesFound } from '../../../bench/endurance/retries.ts';
import { encodeFrame } from '../../../server/protocol/index.ts';

const SEED = Number(process.env['VANTAGE_SEED']);

async function measure(
  engine: string,
  options: { readonly writes: number; readonly kills: number; readonly spoilNames?: boolean },
): Promise<RetriesFound> {
  const folder = await mkdtemp(join(tmpdir(), 'vantage-retries-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return measureRetries({ engine, folder, seed: SEED, ...options, onProgress: () => undefined });
}

it.each(['red-black', 'unbalanced'])(
  `does 300 writes once each through faults and kills: %s, seed ${SEED}`,
  async (engine) => {
    const found = await measure(engine, { writes: 300, kills: 3 });
    expect(found).toMatchObject({
      done: 300,
      wrong: 0,
      lost: 0,
      extra: 0,
      remembered: 300,
      replaysWrong: 0,
      faults: 0,
      kills: 3,
    });
    // Otherwise it shows nothing.
    expect(found.cuts + found.holes + found.duplicates).toBeGreaterThan(2);
    expect(found.resent).toBeGreaterThan(10);
    expect(found.replays).toBeGreaterThan(0);
  },
  180_000,
);

it('is seen to do writes twice when the server learns no names', async () => {
  const found = await measure('red-black', { writes: 200, kills: 2, spoilNames: true });
  expect(found.remembered).toBe(0);
  expect(found.wrong + found.lost + found.extra + found.replaysWrong).toBeGreaterThan(0);
}, 180_000);

it('splits frames wherever the stream is cut', () => {
  const frames = ['{}', '{"op":"ping"}', `{"x":"${'y'.repeat(5_000)}"}`].map(encodeFrame);
  const stream = Buffer.concat(frames);
  for (const bytes of [1, 3, 4, 5, 1_000, stream.length]) {
    const splitter = new FrameSplitter();
    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += bytes) {
      found.push(...splitter.push(stream.subarray(at, at + bytes)));
    }
    expect(found).toEqual(frames);
  }
});
