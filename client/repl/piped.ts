import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Input } from './input.ts';

/**
 * Evaluates lines as they come, form by form, until the first error or the end.
 * @param evaluate rejects when a form fails, and nothing more is read
 * @throws what `evaluate` rejects with
 */
export async function follow(
  stdin: Readable,
  input: Input,
  evaluate: (text: string) => Promise<void>,
): Promise<void> {
  let before = 0;
  let read = 0;
  /** Places are then those of the whole input. */
  const placed = (text: string): string => '\n'.repeat(before) + text;
  for await (const line of createInterface({ input: stdin })) {
    read += 1;
    const text = input.push(line);
    if (text === undefined) continue;
    await evaluate(placed(text));
    before = read;
  }
  const rest = input.take();
  if (rest !== undefined) await evaluate(placed(rest));
}
