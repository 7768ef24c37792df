export { commandsFor, cursorMoves } from './commands.ts';
export { boundaryKeys, KEY_LENGTHS, keys } from './keys.ts';
export { bounds, ranges } from './ranges.ts';
export { sortedEntries, valueBytes, values } from './values.ts';
