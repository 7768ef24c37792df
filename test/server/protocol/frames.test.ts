import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder, ProtocolError } from '../../../server/protocol/index.ts';

/** All bodies that come out when `pieces` go in, taken out as soon as they are whole. */
function decode(pieces: Iterable<Uint8Array>, frameBytesMax?: number): string[] {
  const decoder = new FrameDecoder(frameBytesMax);
  const bodies: string[] = [];
  for (const piece of pieces) {
    decoder.append(piece);
    for (let body = decoder.next(); body !== undefined; body = decoder.next()) {
      bodies.push(Buffer.from(body).toString());
    }
  }
  return bodies;
}

function header(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}

/** `stream` cut at the given places. */
function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places, stream.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => stream.subarray(ends[index - 1] ?? 0, end));
}

/** Bytes in use after a collection of garbage. */
function memoryHeld(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function failureOf(work: () => unknown): ProtocolError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('encodeFrame', () => {
  it('writes a little-endian length that counts its own four bytes', () => {
    expect([...encodeFrame('{}')]).toEqual([6, 0, 0, 0, 0x7b, 0x7d]);
    expect([...encodeFrame(['{', '', '}'])]).toEqual([6, 0, 0, 0, 0x7b, 0x7d]);
    expect([...encodeFrame('"é"')]).toEqual([8, 0, 0, 0, 0x22, 0xc3, 0xa9, 0x22]);
  });
});

describe('FrameDecoder', () => {
  const bodies = ['{"op":"ping"}', '1', '{"é":"\u{1f600}"}'];
  const stream = Buffer.concat(bodies.map((body) => encodeFrame(body)));

  it('gives the same bodies wherever a stream is cut twice', () => {
    let cuts = 0;
    for (let first = 0; first <= stream.length; first += 1) {
      for (let second = first; second <= stream.length; second += 1) {
        expect(decode(cut(stream, [first, second]))).toEqual(bodies);
        cuts += 1;
      }
    }
    expect(cuts).toBe(((stream.length + 1) * (stream.length + 2)) / 2);
  });

  it('gives the same bodies for any pieces of any frames', () => {
    const body = fc.oneof(
      fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
      fc.integer({ min: 1, max: 20_000 }).map((length) => 'x'.repeat(length)),
    );
    const places = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(body, { maxLength: 12 }), places, (texts, cutsAt) => {
        const sent = texts.map((text) => Buffer.from(text).toString()); // No half pairs.
        const bytes = Buffer.concat(sent.map(encodeFrame));
        const pieces = cut(
          bytes,
          cutsAt.map((place) => place % (bytes.length + 1)),
        );
        expect(decode(pieces)).toEqual(sent);
      }),
      { numRuns: 200 },
    );
  });

  it('takes a frame of a megabyte in single bytes, without an object for each', () => {
    const frame = encodeFrame('x'.repeat(1 << 20));
    const decoder = new FrameDecoder();
    const before = memoryHeld();
    const started = process.cpuUsage();
    for (const byte of frame.subarray(0, -1)) decoder.append(Uint8Array.of(byte));
    expect(decoder.next()).toBeUndefined();
    expect(memoryHeld() - before).toBeLessThan(4 << 20); // As a list of bytes it takes 100 MB.
    decoder.append(frame.subarray(-1));
    expect(decoder.next()).toHaveLength(1 << 20);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });

  it('copies no body that came in one piece', () => {
    const frame = encodeFrame('{"op":"ping"}');
    const decoder = new FrameDecoder();
    decoder.append(frame);
    expect(decoder.next()?.buffer).toBe(frame.buffer);
  });

  it('does not touch a body it has given out when more bytes arrive', () => {
    const decoder = new FrameDecoder();
    for (const byte of encodeFrame('first')) decoder.append(Uint8Array.of(byte));
    const body = decoder.next() ?? new Uint8Array();
    for (const byte of encodeFrame('other')) decoder.append(Uint8Array.of(byte));
    expect(Buffer.from(body).toString()).toBe('first');
  });

  it.each([0, 1, 2, 3, 4])('refuses a length of %i', (length) => {
    const error = failureOf(() => decode([header(length), Buffer.from('xxxx')]));
    expect(error.code).toBe('FRAME_LENGTH');
    expect(error.message).toContain(`${length} bytes`);
  });

  it('takes a frame of the limit and refuses one byte more by its length alone', () => {
    expect(decode([encodeFrame('x'.repeat(96))], 100)).toEqual(['x'.repeat(96)]);
    for (const length of [101, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
      expect(failureOf(() => decode([header(length)], 100)).code).toBe('FRAME_TOO_LARGE');
    }
  });

  it('allocates nothing for the length that a frame declares', () => {
    const decoders = Array.from({ length: 64 }, () => new FrameDecoder(2 ** 32 - 1));
    const before = memoryHeld();
    for (const decoder of decoders) {
      decoder.append(header(2 ** 32 - 1));
      decoder.append(Buffer.from('only this'));
      expect(decoder.next()).toBeUndefined();
    }
    expect(memoryHeld() - before).toBeLessThan(1 << 20);
    expect(decoders.every((decoder) => decoder.isMidFrame)).toBe(true);
  });

  it('gives the frames before a bad length, then fails for ever', () => {
    const decoder = new FrameDecoder();
    decoder.append(Buffer.concat([encodeFrame('good'), header(3), encodeFrame('never')]));
    expect(decoder.next()).toHaveLength(4);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(failureOf(() => decoder.next()).code).toBe('FRAME_LENGTH');
      decoder.append(encodeFrame('never'));
    }
  });

  it('is in mid-frame from the first byte of a frame to its last', () => {
    const frame = encodeFrame('ab');
    const decoder = new FrameDecoder();
    expect(decoder.isMidFrame).toBe(false);
    for (const byte of frame.subarray(0, -1)) {
      decoder.append(Uint8Array.of(byte));
      expect(decoder.next()).toBeUndefined();
      expect(decoder.isMidFrame).toBe(true);
    }
    decoder.append(frame.subarray(-1));
    expect(decoder.next()).toHaveLength(2);
    expect(decoder.isMidFrame).toBe(false);
  });
});
