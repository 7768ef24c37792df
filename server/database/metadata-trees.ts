import type { Reader, Transaction } from '../../engines/index.ts';
import {
  type Column,
  decodeRow,
  encodeRow,
  NO_ROW,
  type Row,
  Schema,
  type StoredColumn,
} from '../metadata/index.ts';
import { decodeOrdinal, encodeOrdinal, TREES } from './trees.ts';

/** The schema that `reader` has. */
export function readSchema(reader: Reader): Schema {
  const columns = [...reader.tree(TREES.columns).range()].map(({ key, value }): StoredColumn => {
    const { name, type } = JSON.parse(Buffer.from(value).toString()) as Column;
    return { name, type, number: decodeOrdinal(key) };
  });
  return new Schema(columns);
}

export function putColumns(tx: Transaction, columns: readonly StoredColumn[]): void {
  for (const { name, type, number } of columns) {
    const text = JSON.stringify({ name, type });
    tx.tree(TREES.columns).put(encodeOrdinal(number), Buffer.from(text));
  }
}

/** The row of a series; empty when it has none. */
export function readRow(reader: Reader, schema: Schema, ordinal: number): Row {
  const bytes = reader.tree(TREES.metadata).get(encodeOrdinal(ordinal));
  return bytes === undefined ? NO_ROW : decodeRow(schema, bytes);
}

/** Stores the row of a series; one without a cell takes no entry. */
export function putRow(tx: Transaction, schema: Schema, ordinal: number, row: Row): void {
  const bytes = encodeRow(schema, row);
  const tree = tx.tree(TREES.metadata);
  if (bytes.length > 0) tree.put(encodeOrdinal(ordinal), bytes);
  else tree.delete(encodeOrdinal(ordinal));
}

/** What is wrong with the metadata, as sentences. Cost: every row. */
export function metadataFaults(reader: Reader): readonly string[] {
  const faults: string[] = [];
  let schema: Schema;
  try {
    schema = readSchema(reader);
    new Schema([]).additions(schema.stored);
  } catch (error) {
    return [`the columns cannot be read: ${(error as Error).message}`];
  }
  for (const [place, { number }] of schema.stored.entries()) {
    if (number !== place) faults.push(`a column has the number ${number} where ${place} is due`);
  }
  const series = reader.tree(TREES.series);
  for (const { key, value } of reader.tree(TREES.metadata).range()) {
    const ordinal = decodeOrdinal(key);
    if (!series.has(key)) faults.push(`a row is of ordinal ${ordinal}, which has no series`);
    try {
      decodeRow(schema, value);
    } catch (error) {
      faults.push(`the row of series ${ordinal} cannot be read: ${(error as Error).message}`);
    }
  }
  return faults;
}
