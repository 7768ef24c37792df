/*
 * Order-preserving encodings: for every two values, the bytes compare as the values do.
 */

const view = new DataView(new ArrayBuffer(8));

/**
 * Eight bytes that order as the finite number does. -0 is encoded as 0, which it equals.
 * @throws RangeError for NaN and the infinities.
 */
export function encodeFloat64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  writeFloat64(value, bytes, 0);
  return bytes;
}

/** `encodeFloat64` into `target` from `offset` on. */
export function writeFloat64(value: number, target: Uint8Array, offset: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be a key`);
  view.setFloat64(0, value === 0 ? 0 : value);
  // Negative numbers count down as bits, so all of theirs are flipped; of others only the sign.
  const flip = value < 0 ? 0xff : 0;
  target[offset] = view.getUint8(0) ^ (value < 0 ? 0xff : 0x80);
  for (let index = 1; index < 8; index += 1) target[offset + index] = view.getUint8(index) ^ flip;
}

/** The number whose encoding stands at `offset`. */
export function decodeFloat64(bytes: Uint8Array, offset = 0): number {
  const flip = bytes[offset]! < 0x80 ? 0xff : 0;
  view.setUint8(0, bytes[offset]! ^ (flip === 0xff ? 0xff : 0x80));
  for (let index = 1; index < 8; index += 1) view.setUint8(index, bytes[offset + index]! ^ flip);
  return view.getFloat64(0);
}

/** Four bytes, big-endian. @throws RangeError unless a whole number from 0 below 2^32. */
export function encodeUint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeUint32(value, bytes, 0);
  return bytes;
}

/** `encodeUint32` into `target` from `offset` on. */
export function writeUint32(value: number, target: Uint8Array, offset: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 32)) {
    throw new RangeError(`${value} is not a whole number from 0 below 2^32`);
  }
  target[offset] = value >>> 24;
  target[offset + 1] = value >>> 16;
  target[offset + 2] = value >>> 8;
  target[offset + 3] = value;
}

/** The number whose encoding stands at `offset`. */
export function decodeUint32(bytes: Uint8Array, offset = 0): number {
  const high = (bytes[offset]! << 24) | (bytes[offset + 1]! << 16);
  return (high | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>> 0;
}

/** A distance and the series at it: two series at one distance have two keys. */
export interface DistanceKey {
  readonly distance: number;
  readonly ordinal: number;
}

/** Twelve bytes that order by distance, then by ordinal. */
export function encodeDistanceKey(distance: number, ordinal: number): Uint8Array {
  const bytes = new Uint8Array(12);
  writeFloat64(distance, bytes, 0);
  writeUint32(ordinal, bytes, 8);
  return bytes;
}

export function decodeDistanceKey(bytes: Uint8Array): DistanceKey {
  return { distance: decodeFloat64(bytes), ordinal: decodeUint32(bytes, 8) };
}
