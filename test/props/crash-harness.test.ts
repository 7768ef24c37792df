import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redBlack } from '../../engines/red-black/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { earlyAcknowledgements } from '../../props/faults/acknowledged.ts';
import { crashStates } from '../../props/faults/crash-states.ts';
import { BlockImage, blockImage, EMPTY_FILE, FileDraft } from '../../props/faults/file-image.ts';
import { type EngineOver, groupWorkload, live, NOTHING } from '../../props/faults/index.ts';
import { plantedEngine } from '../../props/faults/planted.ts';
import { sequences, stepsOf } from '../../props/faults/sequences.ts';
import { commit, put, type Step } from '../../props/faults/steps.ts';
import { COMPACTIONS } from '../../props/faults/workloads.ts';

const engineOver: EngineOver = (storage) => treeEngine(redBlack, storage);

describe('a file image', () => {
  const change = fc.record({
    write: fc.boolean(),
    position: fc.integer({ min: 0, max: 13_000 }),
    length: fc.integer({ min: 0, max: 9000 }),
    fill: fc.integer({ min: 0, max: 3 }),
  });

  it('holds what a plain array of bytes holds, and shares it', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        let image = EMPTY_FILE;
        let plain = Buffer.alloc(0);
        for (const { write, position, length, fill } of changes) {
          const earlier = { image, plain };
          const draft = new FileDraft(image);
          const resized = Buffer.alloc(
            write ? Math.max(plain.length, position + length) : position,
          );
          plain.copy(resized);
          if (write) {
            draft.grow(position + length);
            draft.write(Buffer.alloc(length, fill), position);
            resized.fill(fill, position, position + length);
          } else {
            draft.resize(position);
          }
          image = draft.image();
          plain = resized;
          expect(Buffer.compare(image.bytes, plain)).toBe(0);
          expect(Buffer.compare(earlier.image.bytes, earlier.plain)).toBe(0);
        }
      }),
    );
  });

  it('is made of plain bytes as well', () => {
    const image = blockImage({ bytes: Buffer.from('abc'), size: 5000 });

    expect(image).toBeInstanceOf(BlockImage);
    expect(Buffer.from(image.bytes.subarray(0, 4)).toString()).toBe('abc\0');
    expect(image.bytes).toHaveLength(5000);
  });
});

/** The sets of names that a crash of `steps` can leave. */
async function namesLeft(steps: readonly Step[]): Promise<ReadonlySet<string>> {
  const recording = await live(engineOver, steps, NOTHING);
  const options = { exhaustiveMax: 8, randomSubsets: 20, singlesMax: 20, random: () => 0.5 };
  const names = new Set<string>();
  for (const { disk } of crashStates(recording, options)) {
    names.add([...disk.names.keys()].toSorted().join());
  }
  return names;
}

describe('crashes of the first commit', () => {
  it('leave no name at all, a file half made, and the file', async () => {
    const names = await namesLeft([commit(put('a', 'k', 'v'))]);

    expect(names).toEqual(new Set(['', 'file.create', 'file']));
  });
});

describe('crashes of a compaction', () => {
  it('leave the old file with what there is of the copy, and the file alone', async () => {
    const names = await namesLeft([commit(put('a', 'k', 'v')), { tag: 'compact', beside: [] }]);

    expect(names).toContain('file,file.compact');
    expect(names).toContain('file,file.compact.create');
    expect(names).toContain('file');
  });
});

describe('the check of acknowledgements', () => {
  it('passes a journal as it is and finds each sync that is taken out of it', async () => {
    const { journal } = await live(engineOver, groupWorkload(2).steps, NOTHING);
    expect(earlyAcknowledgements(journal)).toEqual({ checked: 6, early: [] });

    const last = journal.findLastIndex(({ tag }) => tag === 'acknowledged');
    const sync = journal.slice(0, last).findLastIndex(({ tag }) => tag === 'sync');
    const { early } = earlyAcknowledgements(journal.toSpliced(sync, 1));

    expect(early.map((told) => told.split(',')[0])).toEqual(['commit 5', 'commit 6']);
  });
});

describe('the small sequences', () => {
  it('are all there are', () => {
    const all = [...sequences(['put new', 'put replace', 'delete', 'commit', 'compact'], 5)];

    expect(new Set(all.map((sequence) => sequence.join())).size).toBe(3905);
  });

  it('commit what was gathered and abort what is left', () => {
    const steps = stepsOf(['put new', 'delete', 'commit', 'put replace']);

    expect(steps.map(({ tag }) => tag)).toEqual(['commit', 'abort']);
  });
});

describe('a planted mistake', () => {
  it('that no longer fits the sources is told, not passed over', async () => {
    const patch = { file: 'storage/marks.ts', find: 'nowhere to be found', replace: '' };

    await expect(plantedEngine({ patches: [patch] })).rejects.toThrow('the plant has rotted');
  });
});

describe('commits beside a compaction', () => {
  it('are acknowledged while the copy is being made', async () => {
    const { steps } = COMPACTIONS.find(({ name }) => name.includes('go on'))!;
    const { journal } = await live(engineOver, steps, NOTHING);
    const begun = journal.findIndex(
      (operation) => operation.tag === 'rename' && operation.to === 'file.compact',
    );
    const done = journal.findIndex(
      (operation) => operation.tag === 'rename' && operation.from === 'file.compact',
    );
    const meanwhile = journal.slice(begun, done).filter(({ tag }) => tag === 'acknowledged');

    expect(begun).toBeGreaterThan(0);
    expect(meanwhile.length).toBeGreaterThan(0);
  });
});
