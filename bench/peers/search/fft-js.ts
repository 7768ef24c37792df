import { nearestOf } from './nearest.ts';
import type { PeerCollection, PeerIndex, SearchPeer } from './peer.ts';

/** What is used of fft.js, whose types say nothing of arrays; complex numbers are interleaved. */
interface Transform {
  /** Transforms reals to the first half of the complex numbers. */
  realTransform(out: Float64Array, data: Float64Array): void;
  /** Fills the other half with the conjugates. */
  completeSpectrum(spectrum: Float64Array): void;
  inverseTransform(out: Float64Array, data: Float64Array): void;
}

/**
 * Every distance in plain JavaScript, with the transform of fft.js: what somebody would write who
 * does not want an index. The spectra of the collection are kept.
 */
export const FFT_JS_PEER: SearchPeer = {
  name: 'fft.js',
  install: 'npm install --no-save fft.js',
  prunes: false,
  seriesMax: 200_000,
  note: 'brute force in plain JavaScript, one transform a distance',
  async open(collection) {
    const { default: Fft } = (await import('fft.js')) as unknown as {
      readonly default: new (size: number) => Transform;
    };
    return open(collection, new Fft(collection.length));
  },
};

function open({ ids, values, length, gamma }: PeerCollection, fft: Transform): PeerIndex {
  const width = 2 * length;
  const product = new Float64Array(width);
  const correlation = new Float64Array(width);
  const standard = new Float64Array(length);

  function transform(series: Float64Array, out: Float64Array): void {
    const mean = series.reduce((sum, value) => sum + value, 0) / length;
    const squares = series.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = Math.sqrt(squares / length);
    for (let at = 0; at < length; at += 1) standard[at] = (series[at]! - mean) / deviation;
    fft.realTransform(out, standard);
    fft.completeSpectrum(out);
  }

  /** Σ exp(γ·(c_s − 1)) over all shifts of the series at `from` in `spectra` against `other`. */
  function kernel(spectra: Float64Array, from: number, other: Float64Array): number {
    for (let at = 0; at < width; at += 2) {
      const re = spectra[from + at]!;
      const im = spectra[from + at + 1]!;
      product[at] = re * other[at]! + im * other[at + 1]!;
      product[at + 1] = im * other[at]! - re * other[at + 1]!;
    }
    fft.inverseTransform(correlation, product);
    let sum = 0;
    for (let at = 0; at < width; at += 2) sum += Math.exp(gamma * (correlation[at]! / length - 1));
    return sum;
  }

  const count = ids.length;
  const spectra = new Float64Array(count * width);
  const kernels = new Float64Array(count);
  const distances = new Float64Array(count);
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const spectrum = spectra.subarray(ordinal * width, (ordinal + 1) * width);
    transform(values.subarray(ordinal * length, (ordinal + 1) * length), spectrum);
    kernels[ordinal] = kernel(spectra, ordinal * width, spectrum);
  }
  const query = new Float64Array(width);
  return {
    async nearest(series, k) {
      transform(series, query);
      const own = kernel(query, 0, query);
      for (let ordinal = 0; ordinal < count; ordinal += 1) {
        const cosine = kernel(spectra, ordinal * width, query) / Math.sqrt(kernels[ordinal]! * own);
        distances[ordinal] = Math.sqrt(Math.max(0, 2 * (1 - cosine)));
      }
      return { neighbours: nearestOf(distances, ids, k) };
    },
    close: async () => {},
  };
}
