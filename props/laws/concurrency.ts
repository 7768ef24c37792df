import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Durability, EngineFile, Snapshot } from '../../engines/index.ts';
import { expectFile, supports, withSnapshot } from '../commands/index.ts';
import { expectList, expectSame, expectThat } from '../expect.ts';
import { emptyModel, withTree } from '../model.ts';
import { forAll } from './for-all.ts';
import { inMemory, onDisk } from './handles.ts';
import type { Law, LawContext } from './law.ts';
import { entryOf, keyOf, started, texts } from './samples.ts';

const TREE = 'a';
const WRITES_AT_ONCE = 100;
/** Syncs that this many writes of one tick may take together; two are the least. */
const SYNCS_SHARED_MAX = 10;

interface Call {
  readonly fails: boolean;
  readonly durability: Durability;
}

function callsFor({ engine }: LawContext): fc.Arbitrary<readonly Call[]> {
  return fc.array(
    fc.record({
      fails: supports(engine, 'abort') ? fc.nat(4).map((n) => n === 4) : fc.constant(false),
      durability: fc.constantFrom<Durability>('sync', 'sync', 'none'),
    }),
    { minLength: 1, maxLength: 40, size: 'max' },
  );
}

/** Writes that are under way together. */
export const concurrencyLaws: readonly Law[] = [
  {
    name: 'Writes of one tick take effect in call order, and one that throws is undone alone',
    requires: [],
    check: async (context) =>
      forAll(context, callsFor(context), async (calls) =>
        inMemory(context, async (file) => writeAtOnce(context, file, calls)),
      ),
  },
  {
    name: 'Writes of one tick all land on disk in call order, save those that throw',
    requires: ['persistence'],
    check: async (context) =>
      forAll(
        context,
        callsFor(context),
        async (calls) => onDisk(context, async (file) => writeAtOnce(context, file, calls)),
        { share: 0.2 },
      ),
  },
  {
    name: 'Snapshots taken while writes are under way show a prefix of them, never a part of one',
    requires: ['persistence', 'range', 'trees'],
    check: async (context) =>
      onDisk(context, async (file) => {
        const seen: number[] = [];
        const resolved: number[] = [];
        const writePair = async (index: number): Promise<void> => {
          await file.write((tx) => {
            tx.tree('left').put(keyOf(index), keyOf(index));
            tx.tree('right').put(keyOf(index), keyOf(index));
          });
          resolved.push(index);
        };
        const pending: Promise<void>[] = [];
        while (resolved.length < WRITES_AT_ONCE) {
          for (let wave = 0; wave < 3 && pending.length < WRITES_AT_ONCE; wave += 1) {
            pending.push(started(writePair(pending.length)));
          }
          const visible = withSnapshot(file, prefixLength);
          expectThat(
            visible >= resolved.length,
            `${resolved.length} writes have resolved and ${visible} are visible`,
          );
          seen.push(visible);
          // oxlint-disable-next-line no-await-in-loop -- lets the writes under way get further.
          await Promise.race([nextTurn(), pending[resolved.length]]);
        }

        expectSame(withSnapshot(file, prefixLength), WRITES_AT_ONCE, 'writes visible at the end');
        const ascending = seen.toSorted((low, high) => low - high);
        expectList(seen, ascending, 'writes visible to one snapshot after another');
      }),
  },
  {
    name: 'Writes that wait for the disk together share syncs',
    requires: ['persistence'],
    check: async (context) =>
      onDisk(context, async (file) => {
        const before = file.stats().syncs;

        await Promise.all(
          Array.from({ length: WRITES_AT_ONCE }, (_, index) =>
            file.write((tx) => {
              tx.tree(TREE).put(keyOf(index), keyOf(index));
            }),
          ),
        );

        const syncs = file.stats().syncs - before;
        expectThat(
          syncs >= 1 && syncs <= SYNCS_SHARED_MAX,
          `${WRITES_AT_ONCE} writes of one tick took ${syncs} syncs, over ${SYNCS_SHARED_MAX}`,
        );
      }),
  },
];

/** Each call appends one entry after those of the calls before it, which it must see. */
async function writeAtOnce(
  { engine }: LawContext,
  file: EngineFile,
  calls: readonly Call[],
): Promise<void> {
  const lost = new Error('undone');
  const expectedLast: (number | undefined)[] = [];
  let last: number | undefined;
  const pending = calls.map(({ fails, durability }, index) => {
    expectedLast.push(last);
    const outcome = file.write(
      (tx) => {
        const key = tx.tree(TREE).last()?.key;
        tx.tree(TREE).put(keyOf(index), entryOf(index).value);
        if (fails) {
          throw lost;
        }
        return key === undefined ? undefined : Buffer.from(key).readUInt32BE();
      },
      { durability },
    );
    last = fails ? last : index;
    return outcome;
  });

  const outcomes = await Promise.allSettled(pending);

  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'rejected') {
      expectSame<unknown>(outcome.reason, lost, `what call ${index} rejects with`);
    } else {
      expectSame(outcome.value, expectedLast[index], `the last entry that call ${index} saw`);
    }
    expectSame(outcome.status === 'rejected', calls[index]?.fails, `whether call ${index} failed`);
  }
  const kept = calls.flatMap(({ fails }, index) => (fails ? [] : [entryOf(index)]));
  expectFile(engine, file, withTree(emptyModel, TREE, kept));
}

/** How many writes a snapshot shows; requires them to be the first ones, each of them whole. */
function prefixLength(snapshot: Snapshot): number {
  const left = texts(snapshot.tree('left'));
  expectList(texts(snapshot.tree('right')), left, 'the second half of the writes seen');
  const prefix = left.map((_, index) => new TextDecoder().decode(keyOf(index)));
  expectList(left, prefix, 'the writes seen, in call order');
  return left.length;
}
