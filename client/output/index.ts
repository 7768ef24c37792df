export { createPaint, type Destination, type Paint, wantsColour } from './colour.ts';
export { formatExplained } from './explained.ts';
export { flatten } from './flatten.ts';
export { formatJson } from './json.ts';
export { countOf, formatCount, formatDistance, formatExact } from './numbers.ts';
export { plot } from './plot.ts';
export { printable, printableLines } from './printable.ts';
export { createProgress, type Progress } from './progress.ts';
export { byName, type Column, formatPairs, formatTable } from './table.ts';
