export { type EntryForm, prefixedEntries, randomEntries, sortedEntries } from './entries.ts';
export { seededBytes, seededOrder } from './seeded.ts';
