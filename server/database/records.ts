import type { Series } from '../series/index.ts';
import type { StoredSeries } from './contract.ts';

/*
 * A series record, little-endian:
 *
 *   0      1  1 when the times are start + i·step to the bit, 0 when they are written out
 *   1      1  bytes of the id, 1 to 255
 *   2      4  points
 *   6      .  the id, UTF-8
 *   .      .  start and step, or a double a point
 *   .      .  a double a point: the values
 */

const HEAD_BYTES = 6;

export function encodeSeries(id: string, { times, values }: Series): Uint8Array {
  const name = Buffer.from(id, 'utf8');
  const step = regularStep(times);
  const timesStored = step === undefined ? times : Float64Array.of(times[0] ?? 0, step);
  const timesAt = HEAD_BYTES + name.length;
  // All of it is written below.
  const bytes = Buffer.allocUnsafe(timesAt + timesStored.byteLength + values.byteLength);
  bytes.writeUInt8(step === undefined ? 0 : 1, 0);
  bytes.writeUInt8(name.length, 1);
  bytes.writeUInt32LE(values.length, 2);
  bytes.set(name, HEAD_BYTES);
  bytes.set(asBytes(timesStored), timesAt);
  bytes.set(asBytes(values), timesAt + timesStored.byteLength);
  return bytes;
}

export function decodeSeries(record: Uint8Array): StoredSeries {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
  const points = bytes.readUInt32LE(2);
  const timesAt = HEAD_BYTES + bytes.readUInt8(1);
  const regular = bytes.readUInt8(0) === 1;
  const stored = doubles(bytes, timesAt, regular ? 2 : points);
  const values = doubles(bytes, timesAt + stored.byteLength, points);
  const times = regular
    ? Float64Array.from({ length: points }, (_, index) => stored[0]! + index * stored[1]!)
    : stored;
  return { id: decodeSeriesId(record), series: { times, values } };
}

/** The id of a record, without its points. */
export function decodeSeriesId(record: Uint8Array): string {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
  return bytes.toString('utf8', HEAD_BYTES, HEAD_BYTES + bytes.readUInt8(1));
}

/** The step that gives the times back exactly, if there is one. */
function regularStep(times: Float64Array): number | undefined {
  const start = times[0] ?? 0;
  const first = (times[1] ?? 0) - start;
  if (isRegular(times, start, first)) return first;
  const mean = ((times.at(-1) ?? 0) - start) / Math.max(1, times.length - 1);
  return isRegular(times, start, mean) ? mean : undefined;
}

function isRegular(times: Float64Array, start: number, step: number): boolean {
  for (let index = 0; index < times.length; index += 1) {
    // A time may be -0, which equals 0.
    if (!Object.is(times[index], start + index * step)) return false;
  }
  return true;
}

function asBytes(numbers: Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function doubles(bytes: Buffer, offset: number, count: number): Float64Array {
  const copy = new Uint8Array(8 * count);
  copy.set(bytes.subarray(offset, offset + copy.length));
  return new Float64Array(copy.buffer);
}
