export { commandsFor, cursorMoves } from './commands.ts';
export { boundaryKeys, KEY_LENGTHS, keys, sharedPrefixKeys, shortKeys } from './keys.ts';
export { bounds, ranges } from './ranges.ts';
export { shortValues, sortedEntries, valueBytes, values } from './values.ts';
