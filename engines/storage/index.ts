export { checksum } from './checksum.ts';
export { AppendError, CommitLog, creationPath } from './commit-log.ts';
export { disk } from './disk.ts';
export { CHUNK_BYTES, recordPages } from './extent.ts';
export { type LockHolder, lockHolder, lockPathOf } from './holder.ts';
export {
  ADDRESS_MASK,
  BODIES_START,
  BODY,
  BODY_WORDS,
  FIRST_DATA_PAGE,
  FORMAT_VERSION,
  GUIDE,
  GUIDE_WORDS,
  GUIDES_PER_LINE,
  GUIDES_START,
  HEADER,
  INLINE_BYTES,
  KIND,
  MARK,
  MARK_PAGES,
  META,
  NODE_BYTES,
  NODES_PER_PAGE,
  PAGE,
  PAGE_BODY_BYTES,
  PAGE_BYTES,
  PAGE_WORDS,
  PENDING_PAYLOAD,
  PREFIX_BYTES,
  RED,
  REFERENCE,
  RUN_PAGES_MAX,
  RUN_POINTER_BYTES,
  SLOT_BITS,
  TAIL_INLINE_BYTES,
  TEMPORARY_ADDRESS,
  TEMPORARY_PAGE,
} from './layout.ts';
export { decodeMark, encodeMark } from './marks.ts';
export { type Newest, newestOf } from './newest.ts';
export { readHeader, runPages, stampHeader } from './page-header.ts';
export { bodyOf, type LoadPage, Pages } from './pages.ts';
export { CommitReader } from './reader.ts';
export { type Catalog, type TreeRoot } from './record.ts';
export { readMarks, readRun, readVerified, type Sheet } from './recovery.ts';
export { scanPages } from './scan.ts';
export { generationOf, openSheet, openSheetNow } from './sheet.ts';
export type { Lock, Storage, StorageFile } from './storage.ts';
export { type FoundNodes, openDamaged, readPadded, type Survey, survey } from './survey.ts';
export { asEngineError } from './system-error.ts';
