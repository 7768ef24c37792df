import { decodeDistanceKey, encodeDistanceKey, encodeUint32 } from '../../engines/index.ts';
import { decodeId, decodeOrdinal, isShellTree, TREES } from './trees.ts';

/** Digits of a distance that are shown of a key. */
const DISTANCE_DIGITS = 6;
const UINT32_MAX: number = 2 ** 32 - 1;
const BY_NUMBER: ReadonlySet<string> = new Set([
  TREES.series,
  TREES.rows,
  TREES.vantage,
  TREES.columns,
  TREES.metadata,
]);

/** A key of the tree of a collection as a person reads it. */
export function printTreeKey(tree: string, key: Uint8Array): string {
  if (BY_NUMBER.has(tree) && key.length === 4) return String(decodeOrdinal(key));
  if (isShellTree(tree) && key.length === 12) {
    const { distance, ordinal } = decodeDistanceKey(key);
    return `${Number(distance.toPrecision(DISTANCE_DIGITS))} #${ordinal}`;
  }
  if (tree === TREES.writes) return Buffer.from(key).toString('hex');
  return decodeId(key);
}

/**
 * The key that a person means by `text`: an ordinal, a distance with or without an ordinal, the
 * hexadecimal digits of a write, or an id. Undefined for what can be none of the tree.
 */
export function readTreeKey(tree: string, text: string): Uint8Array | undefined {
  if (BY_NUMBER.has(tree)) {
    const number = Number(text);
    const isKey = /^\d{1,10}$/.test(text) && number <= UINT32_MAX;
    return isKey ? encodeUint32(number) : undefined;
  }
  if (isShellTree(tree)) {
    const [, distance, ordinal = '0'] = /^([\d.]+)(?:\s*#(\d{1,9}))?$/.exec(text) ?? [];
    const number = Number(distance ?? 'none');
    return Number.isFinite(number) ? encodeDistanceKey(number, Number(ordinal)) : undefined;
  }
  if (tree === TREES.writes) {
    return /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
  }
  return text === '' ? undefined : Buffer.from(text, 'utf8');
}
