import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../client/index.ts';
import type { FileSize } from './file-size.ts';

/** From one answer to the next question, in milliseconds. */
const PAUSE_MS = 20;

/** Neighbours it asks for. */
const K = 5;

/** What a bystander went through, in milliseconds by query. */
export interface Asked {
  /** All of them. */
  readonly ms: readonly number[];
  /** Those that began while a compaction was under way, and the others. */
  readonly msCompacting: readonly number[];
  readonly msBetween: readonly number[];
}

/**
 * Asks for the neighbours of stored series on a connection of its own, a little after each answer for
 * the next, until `ends` resolves, and samples `size` meanwhile.
 * @param ids series that stay
 */
export async function askBeside(
  client: Client,
  ids: readonly string[],
  {
    size,
    ends,
    now,
  }: { readonly size: FileSize; readonly ends: Promise<unknown>; readonly now: () => number },
): Promise<Asked> {
  const ms: number[] = [];
  const msCompacting: number[] = [];
  const msBetween: number[] = [];
  const until = { ended: false };
  const end = (): void => {
    until.ended = true;
  };
  ends.then(end, end);
  while (!until.ended) {
    const compacting = size.isCompacting();
    const sent = now();
    // The remainder is below the number of ids.
    await client.nearest({ id: ids[ms.length % ids.length]! }, { k: K });
    const took = now() - sent;
    ms.push(took);
    (compacting ? msCompacting : msBetween).push(took);
    size.sample();
    await sleep(PAUSE_MS);
  }
  return { ms, msCompacting, msBetween };
}
