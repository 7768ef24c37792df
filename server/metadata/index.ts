export { type Cell, cellOf, type Value, type Values, valueOf } from './cells.ts';
export {
  CHUNK_ROWS,
  type ColumnData,
  Columns,
  type Computed,
  cellAt,
  type MetadataView,
} from './columns.ts';
export { evaluate } from './evaluate.ts';
export { type Filter } from './filter.ts';
export { ColumnGuess, type RawMetadata, valueFromText, valuesFor } from './infer.ts';
export { parseFilter } from './parse-filter.ts';
export { decodeRow, encodeRow, NO_ROW, type Row } from './rows.ts';
export {
  COLUMN_TYPES,
  type Column,
  type ColumnType,
  isComputed,
  Schema,
  type StoredColumn,
} from './schema.ts';
export {
  type Matching,
  type Selected,
  type Selection,
  type SortKey,
  selectRows,
  valuesAt,
} from './select.ts';
export { formatTime } from './times.ts';
