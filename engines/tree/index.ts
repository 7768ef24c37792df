export { type Balance, type Gap, rotate } from './balance.ts';
export { type Draft, ownChild } from './path.ts';
export { treeEngine } from './tree-engine.ts';
