import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type Database, type RunningServer, serve } from '../../../server/index.ts';
import { describeError, encodeFailure, readRequest } from '../../../server/protocol/index.ts';
import { pick, type Random, randomFrom } from '../random.ts';
import { header } from '../raw-client.ts';
import { Canary } from './canary.ts';
import { exchange, framed } from './exchange.ts';
import { fuzzedBody } from './fuzzed-body.ts';
import { judge } from './judge.ts';
import { ts } from './sound-requests.ts';

/** What once failed stays here, a body of a frame in a file, and is tried before anything new. */
const CORPUS = new URL('corpus/', import.meta.url);
const corpus = readdirSync(CORPUS).toSorted();

const canary = new Canary();

/** How a body is answered where it cannot be carried out, as it would be sent; OK where it can. */
function verdictOf(body: Uint8Array): string {
  const reading = readRequest(body);
  if (reading.tag === 'request') return 'OK';
  const frame = encodeFailure(reading, describeError(reading.error, reading.op));
  try {
    return judge(frame.subarray(4));
  } catch (error) {
    const hex = Buffer.from(body).toString('hex');
    throw new Error(`keep this body in the corpus: ${hex}`, { cause: error });
  }
}

describe('what once failed', () => {
  it.each(corpus)('is answered soundly: %s', (name) => {
    const code = verdictOf(readFileSync(new URL(name, CORPUS)));
    expect(code).toBe(codeIn(name));
  });
});

/** The code that a file of the corpus begins its name with, which is how it has to be answered. */
function codeIn(name: string): string {
  return /^[A-Z0-9_]+/.exec(name)?.[0] ?? '';
}

describe('readRequest', () => {
  it.each([1, 2, 3, 4])('answers each of 50,000 bodies with a typed error, part %i', (part) => {
    const codes = new Map<string, number>();
    const seeds = fc.integer();
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = randomFrom(seed + part);
        for (let count = 0; count < 500; count += 1) {
          const code = verdictOf(fuzzedBody(random));
          codes.set(code, (codes.get(code) ?? 0) + 1);
        }
      }),
      { numRuns: 100, endOnFailure: true },
    );
    expect(codes.get('OK')).toBeGreaterThan(5_000);
    expect([...codes.keys()].toSorted()).toEqual([
      'FORBIDDEN_KEY',
      'INVALID_VALUE',
      'MISSING_FIELD',
      'NOT_JSON',
      'NOT_UTF8',
      'NUMBER_OVERFLOW',
      'OK',
      'TOO_DEEP',
      'UNKNOWN_FIELD',
      'UNKNOWN_OPERATION',
    ]);
    expect(canary.changes()).toEqual([]);
  });
});

describe('a server', () => {
  let database: Database;
  let server: RunningServer;
  const faults: unknown[] = [];

  beforeAll(async () => {
    database = await createDatabase(undefined, { length: 3 });
    const series = { times: Float64Array.from(ts[0]!), values: Float64Array.from(ts[1]!) };
    for (const id of ['ts-1', 'ts-2']) await database.insert(id, series);
    server = await serve(database, { port: 0, onFault: (error) => faults.push(error) });
  });

  afterAll(async () => {
    await server.close();
    await database.close();
  });

  it('answers what once failed', async () => {
    const frames = corpus.map((name) => framed(readFileSync(new URL(name, CORPUS))));
    const replies = await exchange(server.port, frames);
    const codes = corpus.map((name) => codeIn(name));
    expect(replies.map((reply) => judge(reply))).toEqual(codes);
    expect(faults).toEqual([]);
  });

  it('answers each of 20,000 frames, or the first that loses the next, and lives', async () => {
    const random = randomFrom(Number(process.env['VANTAGE_SEED']));
    const codes = new Map<string, number>();
    for (let sent = 0; sent < 20_000; ) {
      const frames = Array.from({ length: 1 + random(200) }, () => framed(fuzzedBody(random)));
      // One in ten loses the place of the next frame, and is the last of its connection.
      if (random(10) === 0) frames.push(lost(random));
      sent += frames.length;
      const replies = await exchange(server.port, frames);
      expect(replies).toHaveLength(frames.length);
      for (const reply of replies) {
        const code = judge(reply);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    }
    expect(faults).toEqual([]);
    expect(canary.changes()).toEqual([]);
    expect(codes.get('OK')).toBeGreaterThan(2_000);
    for (const code of ['FRAME_LENGTH', 'FRAME_TOO_LARGE', 'FRAME_TRUNCATED', 'NOT_FOUND']) {
      expect([code, codes.get(code) ?? 0]).not.toEqual([code, 0]);
    }
    const { faults: damage } = await database.verify();
    expect(damage).toEqual([]);
  });
});

/** The beginning of a frame of a length that cannot be, or that does not end. */
function lost(random: Random): Buffer {
  return header(pick(random, [0, 1, 2, 3, 4, 2 ** 24 + 1, 2 ** 31, 2 ** 32 - 1, 5, 1_000]));
}
