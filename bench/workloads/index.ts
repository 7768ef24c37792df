export {
  GENERATED_LENGTH,
  type GeneratedName,
  generatedSeries,
} from './collections.ts';
export { type EntryForm, prefixedEntries, randomEntries, sortedEntries } from './entries.ts';
export { seededBytes, seededOrder, seedOf } from './seeded.ts';
