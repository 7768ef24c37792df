import type { Line } from './line.ts';

const IN_A_RADIUS = 'vantage, blocks in a radius';

/** What one distance of 128 points may take of the same distance written by others. */
export const KERNEL: readonly Line[] = [
  { of: 'vantage, blocks', on: 'distance, 128 points', over: 'fft.js', limit: 0.2, aim: 0.1 },
  { of: 'vantage, blocks', on: 'distance, 128 points', over: 'FFTW', limit: 2, aim: 1.3 },
  // What a scan asks for, which needs no more of a far series than that it is far.
  { of: IN_A_RADIUS, on: 'distance, 128 points', over: 'fft.js', limit: 0.2, aim: 0.1 },
  { of: IN_A_RADIUS, on: 'distance, 128 points', over: 'FFTW', limit: 2, aim: 1.3 },
];
