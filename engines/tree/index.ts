export { type Balance, type Gap, rotate } from './balance.ts';
export { type Draft, ownChild } from './path.ts';
export { type SalvagedTree, type SalvageReport, salvage } from './salvage.ts';
export { treeEngine } from './tree-engine.ts';
