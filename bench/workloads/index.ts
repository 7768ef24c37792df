export { randomEntries, sortedEntries } from './entries.ts';
export { seededBytes, seededOrder } from './seeded.ts';
