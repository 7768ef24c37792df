/*
 * Distances between one query and candidates; `../block.ts` says what it asks for and in which order.
 */

export { measureAll, measureListed, selfKernel } from './exact';
export { nearHeads, nearTails } from './near';
export { configure } from './plan';
export {
  listAll,
  siftByCoarse,
  siftBySpectrum,
  siftBySums,
  squares,
  squaresByAmplitudes,
  squaresByCoarse,
} from './within';
