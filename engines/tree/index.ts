export { type Balance, type Gap, ownChild, rotate } from './balance.ts';
export { type Draft, relink } from './path.ts';
export { treeEngine } from './tree-engine.ts';
