import { EngineError } from '../errors.ts';
import { NODES_PER_PAGE, SLOT_MASK, TEMPORARY_ADDRESS } from './layout.ts';

/** One tree of a commit. */
export interface TreeRoot {
  /** Address of the root node, 0 for an empty tree. */
  readonly root: number;
  readonly entries: number;
  /** Bytes of payload that the tree's nodes refer to. */
  readonly payloadBytes: number;
  /** Whether the tree came from a bulk load. */
  readonly loaded: boolean;
  /** Whether its temporary nodes, if it has any, hold sizes. Set when they come to; not stored. */
  counted: boolean;
}

/** The trees of a commit by name. Never changed once it is published. */
export type Catalog = ReadonlyMap<string, TreeRoot>;

/** What a commit record says beside its page headers. */
export interface CommitRecord {
  readonly commit: number;
  /** The commit before this one; together they leave no hole. */
  readonly previousCommit: number;
  /** Record page of the commit before, 0 for the first. */
  readonly previousRecord: number;
  /** First page of the extent that this record ends. */
  readonly firstPage: number;
  readonly catalog: Catalog;
}

const FIXED_BYTES = 26;
const TREE_BYTES = 18;

/** Bytes of the record of a commit with `catalog`. */
export function recordBytes(catalog: Catalog): number {
  let bytes = FIXED_BYTES;
  for (const name of catalog.keys()) bytes += TREE_BYTES + Buffer.byteLength(name);
  return bytes;
}

export function encodeRecord(record: CommitRecord): Uint8Array {
  const names = [...record.catalog].map(([name, tree]) => ({ name: Buffer.from(name), tree }));
  names.sort((a, b) => a.name.compare(b.name));
  const bytes = Buffer.alloc(recordBytes(record.catalog));
  bytes.writeBigUInt64LE(BigInt(record.commit), 0);
  bytes.writeBigUInt64LE(BigInt(record.previousCommit), 8);
  bytes.writeUInt32LE(record.previousRecord, 16);
  bytes.writeUInt32LE(record.firstPage, 20);
  bytes.writeUInt16LE(names.length, 24);
  let offset = FIXED_BYTES;
  for (const { name, tree } of names) {
    bytes.writeUInt32LE(tree.root, offset);
    bytes.writeUInt32LE(tree.entries, offset + 4);
    bytes.writeBigUInt64LE(BigInt(tree.payloadBytes), offset + 8);
    bytes.writeUInt8(tree.loaded ? 1 : 0, offset + 16);
    bytes.writeUInt8(name.length, offset + 17);
    bytes.set(name, offset + TREE_BYTES);
    offset += TREE_BYTES + name.length;
  }
  return bytes;
}

/** @throws EngineError `CORRUPT` when `content` is not exactly one record. */
export function decodeRecord(content: Uint8Array, page: number): CommitRecord {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const catalog = new Map<string, TreeRoot>();
  try {
    const trees = bytes.readUInt16LE(24);
    let offset = FIXED_BYTES;
    for (let index = 0; index < trees; index += 1) {
      const nameBytes = bytes.readUInt8(offset + 17);
      const end = offset + TREE_BYTES + nameBytes;
      if (end > bytes.length) throw new RangeError('name beyond the record');
      catalog.set(bytes.toString('utf8', offset + TREE_BYTES, end), {
        root: bytes.readUInt32LE(offset),
        entries: bytes.readUInt32LE(offset + 4),
        payloadBytes: Number(bytes.readBigUInt64LE(offset + 8)),
        loaded: bytes.readUInt8(offset + 16) === 1,
        counted: true,
      });
      offset = end;
    }
    if (offset !== bytes.length || catalog.size !== trees) throw new RangeError('length');
    for (const { root, entries } of catalog.values()) {
      // What bounds every walk in a hostile file: each entry has a slot below the record.
      if (entries > page * NODES_PER_PAGE) throw new RangeError(`${entries} entries`);
      const slot = root & SLOT_MASK;
      if (root >= TEMPORARY_ADDRESS || slot >= NODES_PER_PAGE) throw new RangeError(`root ${root}`);
    }
    return {
      commit: Number(bytes.readBigUInt64LE(0)),
      previousCommit: Number(bytes.readBigUInt64LE(8)),
      previousRecord: bytes.readUInt32LE(16),
      firstPage: bytes.readUInt32LE(20),
      catalog,
    };
  } catch (cause) {
    throw new EngineError('CORRUPT', `page ${page}: the commit record cannot be read`, { cause });
  }
}
