import { describe, expect, it } from 'vitest';
import { readSandboxRequest, replay, SANDBOX_LIMITS } from '../../../server/web/index.ts';
import type { SandboxOperation } from '../../../server/web/messages.ts';

const never = new AbortController().signal;
const calm = { pause: async () => undefined, signal: never };
const inserts = (keys: readonly (string | number)[]): readonly SandboxOperation[] =>
  keys.map((key) => ['insert', String(key)]);

describe('a sandbox', () => {
  it('keeps numbers by value before words by their bytes', async () => {
    const operations = inserts(['kiwi', '10', '9', '-1', '1e1', 'apple', '2.5']);

    const { traces } = await replay({ engine: 'unbalanced', operations }, calm);

    // The root is kiwi; all others are below it, on its left.
    expect(traces.map(({ turns, found }) => [turns, found])).toEqual([
      ['', false],
      ['L', false],
      ['LL', false],
      ['LLL', false],
      ['L', true],
      ['LR', false],
      ['LLLR', false],
    ]);
    expect(traces[4]?.key).toBe('10');
    expect(traces[3]?.events[0]?.writes[0]).toEqual(['key', 4, '', '-1']);
  });

  it('has the engine check what it made, every time while that is cheap', async () => {
    const count = SANDBOX_LIMITS.operationsMax;
    const operations = inserts(Array.from({ length: count }, (_, index) => index));

    const { traces, coloured } = await replay({ engine: 'red-black', operations }, calm);

    const checked = traces.filter(({ check }) => check !== undefined);
    expect(coloured).toBe(true);
    expect(checked.length).toBe(200);
    expect(checked.every(({ check }) => check?.faults.length === 0)).toBe(true);
    expect(traces.at(-1)?.check).toMatchObject({ entries: count, height: 17 });
  });

  it('lets others have their turn, and gives up when nobody waits', async () => {
    const operations = inserts(Array.from({ length: 1_000 }, (_, index) => index));
    const gone = new AbortController();
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses += 1;
      gone.abort();
    };

    const replaying = replay({ engine: 'unbalanced', operations }, { pause, signal: gone.signal });

    await expect(replaying).rejects.toThrow(/abort/);
    expect(pauses).toBe(1);
  });

  it.each([
    ['engine', { engine: 'hash', operations: [] }],
    ['engine', null],
    ['operations', { engine: 'red-black' }],
    ['operations', { engine: 'red-black', operations: inserts(Array(1_001).fill(1)) }],
    ['operations', { engine: 'red-black', operations: [['drop', '1']] }],
    ['operations', { engine: 'red-black', operations: [['insert', '']] }],
    ['operations', { engine: 'red-black', operations: [['insert', 'x'.repeat(17)]] }],
    ['operations', { engine: 'red-black', operations: [['insert', 'a\nb']] }],
    ['operations', { engine: 'red-black', operations: [['insert', 1]] }],
  ])('refuses a wrong %s', (field, message) => {
    expect(() => readSandboxRequest(message)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', field }),
    );
  });
});
