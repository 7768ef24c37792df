import { SmoothTransform, writeRoot } from '../fft/index.ts';
import type { Arena } from './arena.ts';
import { layComplexStages, type StageTable } from './stages.ts';

/** Where the tables of Bluestein's convolution are; see `assembly/chirp.ts`. */
export interface ChirpPlan {
  /** Points of the convolution, or 0 where there is none. */
  readonly points: number;
  readonly stages: StageTable;
  readonly chirp: number;
  readonly kernel: number;
}

export const NO_CHIRP: ChirpPlan = {
  points: 0,
  stages: { at: 0, count: 0 },
  chirp: 0,
  kernel: 0,
};

/** Lays the tables for series of `length` points. */
export function layChirp(arena: Arena, length: number): ChirpPlan {
  const half = Math.floor(length / 2);
  const { size: points, radices } = convolutionOf(length + half);
  const chirp = new Float64Array(2 * length);
  for (let t = 0; t < length; t += 1) {
    // t² stays below 2³², so it is exact, and b_t is the conjugate root of index t².
    writeRoot(t * t, 2 * length, chirp, 2 * t);
    chirp[2 * t + 1]! *= -1;
  }
  const convolution = new SmoothTransform(points);
  for (let t = 0; t < length; t += 1) {
    const conjugate = [chirp[2 * t]! / points, -chirp[2 * t + 1]! / points];
    convolution.input.set(conjugate, 2 * t);
    if (t > 0 && t <= half) convolution.input.set(conjugate, 2 * (points - t));
  }
  convolution.run();
  return {
    points,
    stages: layComplexStages(arena, radices),
    chirp: arena.doubles(chirp),
    kernel: arena.doubles(convolution.output),
  };
}

/** The least power of two or three times one from `least` on. */
function convolutionOf(least: number): {
  readonly size: number;
  readonly radices: readonly number[];
} {
  const two = 2 ** Math.ceil(Math.log2(least));
  const three = 0.75 * two;
  const size = three >= least ? three : two;
  const radices = size === two ? [] : [3];
  let rest = size === two ? two : size / 3;
  for (; rest >= 4; rest /= 4) radices.push(4);
  if (rest === 2) radices.push(2);
  return { size, radices };
}
