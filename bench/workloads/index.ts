export { type Choice, type Chooser, chooser } from './choices.ts';
export {
  GENERATED_LENGTH,
  type GeneratedName,
  generatedSeries,
} from './collections.ts';
export { type EntryForm, prefixedEntries, randomEntries, sortedEntries } from './entries.ts';
export { type Act, MIXES, type Mix, SCAN_LENGTH_MAX } from './mixes.ts';
export { inOrder, ORDERS, type Order } from './orders.ts';
export { seededBytes, seededOrder, seedOf } from './seeded.ts';
