export { EmbeddedRows, rowsFor } from './embedded-rows.ts';
export { createEmbedding, type Embedding } from './embedding.ts';
export { NearRows } from './near.ts';
export { CHUNK_SERIES, Rows, type RowsHandles, rowFloats } from './rows.ts';
