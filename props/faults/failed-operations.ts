import { digestOf } from './contents.ts';
import { EMPTY_DISK } from './journal.ts';
import { type EngineOver, PATH } from './life.ts';
import { recordingStorage } from './recording-storage.ts';

/**
 * Lets an operation of a transaction fail half-way, hides its error from the engine, and goes on:
 * nothing of the transaction may be committed. Returns what went wrong.
 */
export async function tryFailedOperation(engineOver: EngineOver): Promise<readonly string[]> {
  const { storage } = recordingStorage(EMPTY_DISK);
  const file = await engineOver(storage).open(PATH);
  await file.write((tx) => tx.tree('a').put(Buffer.from('before'), Buffer.from('1')));
  const before = digestOf(file.snapshot());

  const unsorted = ['b', 'c', 'a'].map((key) => ({
    key: Buffer.from(key),
    value: Buffer.from('half'),
  }));
  const answer = await file
    .write((tx) => {
      try {
        tx.load('loaded', unsorted);
      } catch {
        // What a careless caller does.
      }
    })
    .then(
      () => 'committed',
      (error: unknown) => (error as { readonly code?: unknown }).code,
    );
  const after = digestOf(file.snapshot());
  await file.close();

  const wrong: string[] = [];
  if (answer !== 'POISONED') wrong.push(`a failed load: the write answered ${String(answer)}`);
  if (after !== before) wrong.push(`a failed load left ${after} where ${before} was`);
  return wrong;
}
