export { type Balance, type Gap, rotate } from './balance.ts';
export {
  type LookupPath,
  lookupPath,
  measureDepths,
  type Outline,
  type OutlineNode,
  outlineOf,
} from './outline.ts';
export { type Draft, ownChild } from './path.ts';
export { type SalvagedTree, type SalvageReport, salvage } from './salvage.ts';
export { type Trace, type TracedTree, tracedTree } from './trace.ts';
export { type TraceEvent, type TraceWrite } from './trace-recorder.ts';
export { treeEngine } from './tree-engine.ts';
