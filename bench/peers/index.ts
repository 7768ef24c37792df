import { loadBetterSqlite3 } from './better-sqlite3.ts';
import { loadClassicLevel } from './classic-level.ts';
import { loadJsSdsl } from './js-sdsl.ts';
import { loadLmdb } from './lmdb.ts';
import type { Peer } from './peer.ts';
import { loadSortedBtree, loadSortedBtreeLatin1 } from './sorted-btree.ts';

export type { Peer } from './peer.ts';

const install = (name: string): string => `npm install --no-save ${name}`;

/** Every peer, whether it is installed or not. */
export const PEERS: readonly Peer[] = [
  { name: 'lmdb', install: install('lmdb'), load: loadLmdb },
  { name: 'classic-level', install: install('classic-level'), load: loadClassicLevel },
  { name: 'better-sqlite3', install: 'npm run peers', load: loadBetterSqlite3 },
  { name: 'sorted-btree', install: install('sorted-btree'), load: loadSortedBtree },
  { name: 'sorted-btree-latin1', install: install('sorted-btree'), load: loadSortedBtreeLatin1 },
  { name: 'js-sdsl', install: install('js-sdsl'), load: loadJsSdsl },
];
