import type { KernelData } from './data.ts';
import type { Runner } from './ours.ts';

/** What is used of fft.js, whose types say nothing of arrays. */
interface Transform {
  createComplexArray(): number[];
  transform(out: number[], data: number[]): void;
}

/**
 * The distance with fft.js in plain JavaScript, in its fastest form: two candidates go through one
 * forward transform, as real and imaginary part (a forward transform gives the correlations in
 * another order, which the sum does not mind, and divides nothing).
 * @throws Error when the package is not installed.
 */
export async function withFftJs(data: KernelData): Promise<Runner> {
  const { default: Fft } = (await import('fft.js')) as unknown as {
    readonly default: new (size: number) => Transform;
  };
  const { length, gamma, count, measure, query, prepared, selves, querySelf } = data;
  const { preparedLength } = measure;
  const transform = new Fft(length);
  const product = transform.createComplexArray();
  const values = transform.createComplexArray();
  const scaled = query.map((part) => part / length);
  const found = new Float64Array(count);

  /** Writes the products of the query with candidates `a` and i·`b`. */
  function multiply(a: number, b: number): void {
    product[0] = 0;
    product[1] = 0;
    for (let at = 2, mirrored = 2 * length - 2; at <= mirrored; at += 2, mirrored -= 2) {
      const xr = scaled[at]!;
      const xi = scaled[at + 1]!;
      const ar = prepared[a + at]!;
      const ai = prepared[a + at + 1]!;
      const br = prepared[b + at]!;
      const bi = prepared[b + at + 1]!;
      const pr = xr * ar + xi * ai;
      const pi = xi * ar - xr * ai;
      const qr = xr * br + xi * bi;
      const qi = xi * br - xr * bi;
      product[mirrored] = pr + qi;
      product[mirrored + 1] = qr - pi;
      product[at] = pr - qi;
      product[at + 1] = pi + qr;
    }
  }

  function distance(kernel: number, self: number): number {
    return Math.sqrt(Math.max(0, 2 * (1 - kernel / Math.sqrt(querySelf * self))));
  }

  return {
    found,
    run: () => {
      for (let index = 0; index < count; index += 2) {
        multiply(index * preparedLength, (index + 1) * preparedLength);
        transform.transform(values, product);
        let first = 0;
        let second = 0;
        for (let at = 0; at < 2 * length; at += 2) {
          first += Math.exp(gamma * (values[at]! - 1));
          second += Math.exp(gamma * (values[at + 1]! - 1));
        }
        found[index] = distance(first, selves[index]!);
        found[index + 1] = distance(second, selves[index + 1]!);
      }
    },
  };
}
