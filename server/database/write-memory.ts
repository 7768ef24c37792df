import { hash } from 'node:crypto';
import type { Reader, Transaction } from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import { NOTHING, TREES } from './trees.ts';
import { readWriteId, WRITE_ID_BYTES, type WriteId, writeIdMs } from './write-ids.ts';

/*
 * What was answered to writes that carry an id, so that one that is sent again is not done again.
 *
 * 1. An entry is stored by the commit that does its write, and only by it: both are there, or
 *    neither is.
 * 2. No id at or below the *horizon*, the greatest that was ever forgotten, is new. Whatever a
 *    clock does, a write that was forgotten is refused, never done again.
 * 3. A commit forgets at most twice as many as it adds, so their number never grows beyond
 *    `rememberedMax`, and what one commit has to do for it is bounded.
 */

/** How long, and how many, writes are remembered. */
export const WRITE_LIMITS: {
  /** Milliseconds by the server's clock since an id was made. */
  readonly rememberedMsMax: number;
  readonly rememberedMax: number;
  /** Milliseconds that an id may be ahead of the server's clock. */
  readonly aheadMsMax: number;
} = { rememberedMsMax: 3_600_000, rememberedMax: 100_000, aheadMsMax: 300_000 };

/** Beside the settings, for it has to stay when the last entry goes. */
const HORIZON: Uint8Array = Buffer.from('forgotten-writes');
const DIGEST_BYTES = 32;
const FORGOTTEN_PER_ADDED = 2;

/** What a write resolves to: whether something changed, or the ids of what did. */
export type WriteAnswer = boolean | readonly string[];

/** A write with the id that its client gave it. */
export interface NamedWrite {
  readonly id: WriteId;
  /** SHA-256 of what it asks for. */
  readonly digest: Uint8Array;
}

/** A write that a commit does, and what its client is told. */
export interface Note {
  readonly write: NamedWrite;
  readonly answer: WriteAnswer;
}

/**
 * The id in `request`, where there is one.
 * @throws DatabaseError `INVALID_VALUE` when it is no UUID of version 7.
 */
export function checkWriteId(request: string | undefined): WriteId | undefined {
  if (request === undefined) return undefined;
  const id = readWriteId(request);
  if (id !== undefined) return id;
  throw refusal('INVALID_VALUE', 'request is a UUID of version 7 (RFC 9562)');
}

/**
 * The write `op` of `body` under `id`. Two bodies are the same bytes if and only if they ask for
 * the same.
 * Cost: one SHA-256 of the body.
 */
export function nameWrite(id: WriteId, op: string, body: Uint8Array | string): NamedWrite {
  const digest = hash(
    'sha256',
    Buffer.concat([Buffer.from(`${op}\0`), Buffer.from(body)]),
    'buffer',
  );
  return { id, digest };
}

/**
 * What `write` was answered with when it was done, or undefined when it never was.
 * @throws DatabaseError `CONFLICT` when its id named another write; `FORGOTTEN` when it may have
 * been done, and is too long ago; `INVALID_VALUE` when its id is of a time to come.
 */
export function recallWrite(
  reader: Reader,
  write: NamedWrite,
  nowMs: number,
): WriteAnswer | undefined {
  const { text, bytes, ms } = write.id;
  const entry = reader.tree(TREES.writes).get(bytes);
  if (entry !== undefined) {
    const { digest, answer } = decode(entry);
    if (Buffer.compare(digest, write.digest) === 0) return answer;
    throw refusal('CONFLICT', `the request ${text} was another write; give each an id of its own`);
  }
  const horizon = reader.tree(TREES.settings).get(HORIZON) ?? NOTHING;
  if (ms < nowMs - WRITE_LIMITS.rememberedMsMax || Buffer.compare(bytes, horizon) <= 0) {
    throw refusal(
      'FORGOTTEN',
      `the request ${text} is older than what is remembered, and may have been done; look what ` +
        'is stored, then ask under a new id',
    );
  }
  if (ms > nowMs + WRITE_LIMITS.aheadMsMax) {
    const seconds = Math.round((ms - nowMs) / 1000);
    const remedy = 'set the clock of the client right';
    throw refusal('INVALID_VALUE', `the request ${text} is ${seconds} s ahead; ${remedy}`);
  }
  return undefined;
}

/** Puts `notes` into the commit of their writes, and takes out of it what is too old. */
export function noteWrites(tx: Transaction, notes: readonly Note[], nowMs: number): void {
  if (notes.length === 0) return;
  const old = oldWrites(tx, notes.length, nowMs);
  const writes = tx.tree(TREES.writes);
  for (const key of old) writes.delete(key);
  const last = old.at(-1);
  const settings = tx.tree(TREES.settings);
  if (last !== undefined && Buffer.compare(last, settings.get(HORIZON) ?? NOTHING) > 0) {
    settings.put(HORIZON, last); // 2
  }
  for (const { write, answer } of notes) writes.put(write.id.bytes, encode(write, answer)); // 1
}

/** What is wrong with what is remembered; empty when nothing is. Cost: every entry. */
export function writeFaults(reader: Reader): readonly string[] {
  const writes = reader.tree(TREES.writes);
  const faults: string[] = [];
  const count = writes.count();
  if (count > WRITE_LIMITS.rememberedMax) faults.push(`${count} writes are remembered`);
  for (const { key, value } of writes.range()) {
    if (key.length === WRITE_ID_BYTES && isEntry(value)) continue;
    faults.push(`no write is ${Buffer.from(key).toString('hex')}`);
  }
  return faults;
}

function isEntry(entry: Uint8Array): boolean {
  try {
    const { digest, answer } = decode(entry);
    return digest.length === DIGEST_BYTES && (typeof answer === 'boolean' || Array.isArray(answer));
  } catch {
    return false;
  }
}

/** The least ids, as many of them as are too old or too many when `added` more are there. */
function oldWrites(tx: Transaction, added: number, nowMs: number): readonly Uint8Array[] {
  const writes = tx.tree(TREES.writes);
  const excess = writes.count() + added - WRITE_LIMITS.rememberedMax;
  const old: Uint8Array[] = [];
  for (const { key } of writes.range({ limit: FORGOTTEN_PER_ADDED * added })) {
    const isOld = writeIdMs(key) < nowMs - WRITE_LIMITS.rememberedMsMax;
    if (!isOld && old.length >= excess) break;
    old.push(key);
  }
  return old;
}

function encode({ digest }: NamedWrite, answer: WriteAnswer): Uint8Array {
  return Buffer.concat([digest, Buffer.from(JSON.stringify(answer))]);
}

function decode(entry: Uint8Array): { readonly digest: Uint8Array; readonly answer: WriteAnswer } {
  const text = Buffer.from(entry.subarray(DIGEST_BYTES)).toString();
  return { digest: entry.subarray(0, DIGEST_BYTES), answer: JSON.parse(text) as WriteAnswer };
}

function refusal(code: 'INVALID_VALUE' | 'CONFLICT' | 'FORGOTTEN', message: string): DatabaseError {
  return new DatabaseError(code, message, { field: 'request' });
}
