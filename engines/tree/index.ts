export type { Balance } from './balance.ts';
export { treeEngine } from './tree-engine.ts';
