import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  trueBestShiftSquare,
  trueCorrelations,
  trueEuclidSquare,
  trueKernel,
  trueKernelSquare,
  trueSeries,
} from '../../props/similarity/truth.ts';
import * as twofold from '../../props/similarity/twofold.ts';

const ORACLE = new URL('../../../shared/oracle/distances.json', import.meta.url);
const present = existsSync(ORACLE);

/** A number as a fraction of whole numbers, exactly. */
function scaled({ high, low }: twofold.Twofold, bits: number): bigint {
  return wholeOf(high, bits) + wholeOf(low, bits);
}

function wholeOf(value: number, bits: number): bigint {
  // Multiplying by powers of two is exact; what is left is a whole number below 2^53.
  let exponent = 0;
  let whole = value;
  while (!Number.isSafeInteger(whole)) {
    whole *= 2;
    exponent += 1;
  }
  return (BigInt(whole) << BigInt(bits)) >> BigInt(exponent);
}

const BITS = 200;
const ONE = 1n << BigInt(BITS);

function errorBits(found: twofold.Twofold, exact: bigint): number {
  const error = scaled(found, BITS) - exact;
  const size = error < 0n ? -error : error;
  const magnitude = exact < 0n ? -exact : exact;
  return magnitude.toString(2).length - size.toString(2).length;
}

describe('numbers of two doubles', () => {
  const a = twofold.divide(twofold.fromNumber(1), twofold.fromNumber(3));
  const b = twofold.divide(twofold.fromNumber(-5), twofold.fromNumber(7));

  it('have 100 bits and more in every operation', () => {
    expect(errorBits(a, ONE / 3n)).toBeGreaterThan(100);
    expect(errorBits(twofold.add(a, b), (-8n * ONE) / 21n)).toBeGreaterThan(100);
    expect(errorBits(twofold.subtract(a, b), (22n * ONE) / 21n)).toBeGreaterThan(100);
    expect(errorBits(twofold.multiply(a, b), (-5n * ONE) / 21n)).toBeGreaterThan(100);
    const root = twofold.squareRoot(a);
    expect(errorBits(twofold.multiply(root, root), ONE / 3n)).toBeGreaterThan(98);
  });

  it('have an exponential that agrees with its series, of either sign and size', () => {
    let series = 0n;
    let term = ONE;
    for (let k = 1n; term !== 0n; k += 1n) {
      series += term;
      term = -term / (3n * k);
    }
    expect(errorBits(twofold.exponential(twofold.negate(a)), series)).toBeGreaterThan(98);
    const large = twofold.exponential(twofold.fromNumber(40.25));
    const back = twofold.multiply(large, twofold.exponential(twofold.fromNumber(-40.25)));
    expect(errorBits(back, ONE)).toBeGreaterThan(90);
  });
});

describe('true distances', () => {
  const wave = Float64Array.from({ length: 12 }, (_, at) => Math.cos((2 * Math.PI * at) / 12));

  it('are those of sums by their definition', () => {
    const x = trueSeries(Float64Array.of(1, 2, 4));
    const y = trueSeries(Float64Array.of(2, 1, 4));
    // With mean 7/3 and variance 14/9, the products of x and its turns are those of y's turns.
    expect(trueCorrelations(x, y).map(({ high }) => high)).toEqual([
      expect.closeTo(11 / 14, 15),
      expect.closeTo(-13 / 14, 15),
      expect.closeTo(2 / 14, 15),
    ]);
    expect(trueEuclidSquare(trueCorrelations(x, y))).toBeCloseTo(6 / 14, 15);
    expect(trueBestShiftSquare(trueCorrelations(x, y))).toBeCloseTo(6 / 14, 15);
  });

  it('are 0 between shifts to 30 digits, where doubles have 16', () => {
    const [x, y] = [trueSeries(wave), trueSeries(wave.map((_, at) => wave[(at + 5) % 12]!))];
    const correlations = trueCorrelations(x, y);
    const own = trueKernel(trueCorrelations(x, x), 10);
    expect(Math.abs(trueKernelSquare(trueKernel(correlations, 10), own, own))).toBeLessThan(1e-28);
    expect(Math.abs(trueBestShiftSquare(correlations))).toBeLessThan(1e-29);
    expect(trueEuclidSquare(correlations)).toBeGreaterThan(1);
  });

  it.skipIf(!present)(
    present
      ? 'agree with those of 80-bit arithmetic'
      : 'SKIP, since ../shared/oracle/distances.json is absent: agree with 80-bit arithmetic',
    () => {
      const { pairs } = JSON.parse(readFileSync(ORACLE, 'utf8')) as {
        readonly pairs: readonly {
          readonly gamma: number;
          readonly x: readonly number[];
          readonly y: readonly number[];
          readonly squared: number;
        }[];
      };
      expect(pairs.length).toBe(252);
      for (const { gamma, squared, ...pair } of pairs) {
        const x = trueSeries(Float64Array.from(pair.x));
        const y = trueSeries(Float64Array.from(pair.y));
        const square = trueKernelSquare(
          trueKernel(trueCorrelations(x, y), gamma),
          trueKernel(trueCorrelations(x, x), gamma),
          trueKernel(trueCorrelations(y, y), gamma),
        );
        expect(Math.abs(square - squared)).toBeLessThan(1e-16);
      }
    },
  );
});
