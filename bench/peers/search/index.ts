import { FFT_JS_PEER } from './fft-js.ts';
import { NUMPY_PEER } from './numpy.ts';
import type { SearchPeer } from './peer.ts';
import { VPTREE_PEER } from './vptree.ts';

export type { PeerIndex, SearchPeer } from './peer.ts';

/** Every other way to search, whether it is installed or not. */
export const SEARCH_PEERS: readonly SearchPeer[] = [FFT_JS_PEER, VPTREE_PEER, NUMPY_PEER];
