import { BLOCK_PLACES, createSharedMemory } from '../../../server/index.ts';
import { FrozenScan } from '../../peers/frozen-scan/scan.ts';
import type { KernelData } from './data.ts';

/** Computes all distances of the data and leaves them in `found`. */
export interface Runner {
  readonly found: Float64Array;
  readonly run: () => void;
}

/** One call a distance, both series outside of the module's memory. */
export function oneAtATime({ measure, query, prepared, count }: KernelData): Runner {
  const found = new Float64Array(count);
  const { preparedLength } = measure;
  return {
    found,
    run: () => {
      for (let index = 0; index < count; index += 1) {
        found[index] = measure.distance(query, 0, prepared, index * preparedLength);
      }
    },
  };
}

/** In blocks, where the series are; what is beyond `radius` may come out as Infinity. */
export function inBlocks(data: KernelData, radius: number): Runner {
  const { measure, query, prepared, count } = data;
  const bytes = prepared.byteLength;
  const memory = createSharedMemory(Math.ceil(bytes / 65_536), 65_536);
  new Float64Array(memory.buffer).set(prepared);
  const block = measure.blockOver(memory);
  const found = new Float64Array(count);
  const seriesBytes = 8 * measure.preparedLength;
  return {
    found,
    run: () => {
      block.setQuery(query, 0);
      for (let start = 0; start < count; start += BLOCK_PLACES) {
        const places = Math.min(BLOCK_PLACES, count - start);
        for (let at = 0; at < places; at += 1) block.places[at] = (start + at) * seriesBytes;
        block.measure(places, radius);
        for (let at = 0; at < places; at += 1) found[start + at] = block.distances[at]!;
      }
    },
  };
}

/** The scan that ratios of searches have as their denominator. */
export function withFrozenScan({ length, gamma, prepared, query }: KernelData): Runner {
  const scan = new FrozenScan({ length, gamma, prepared });
  return { found: scan.distances, run: () => scan.scan(query) };
}
