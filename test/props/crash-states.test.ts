import { describe, expect, it } from 'vitest';
import { crashStates, replayed } from '../../props/faults/crash-states.ts';
import { type Disk, EMPTY_DISK, fileOf, type Operation } from '../../props/faults/journal.ts';
import { NO_PROMISES } from '../../props/faults/promises.ts';
import { subsets } from '../../props/faults/subsets.ts';
import { applied, unitsOf } from '../../props/faults/units.ts';
import { emptyModel } from '../../props/model.ts';

const FILE = 1;
const bytes = (length: number, fill = 1): Uint8Array => new Uint8Array(length).fill(fill);
const write = (position: number, data: Uint8Array): Extract<Operation, { tag: 'write' }> => ({
  tag: 'write',
  file: FILE,
  position,
  bytes: data,
});
const truncate = (size: number): Extract<Operation, { tag: 'truncate' }> => ({
  tag: 'truncate',
  file: FILE,
  bytes: size,
});
const named: Disk = applied(EMPTY_DISK, [{ tag: 'create', name: 'file', file: FILE }]);
const OPTIONS = { exhaustiveMax: 10, randomSubsets: 5, singlesMax: 50, random: () => 0.5 };

const block = (fill: number): Uint8Array => bytes(4096, fill);
const count = (subset: readonly boolean[]): number => subset.filter(Boolean).length;
const synced = (operations: readonly Operation[]): readonly Operation[] => [
  ...operations,
  { tag: 'sync', file: FILE },
];

function key(journal: readonly Operation[], before = named): string {
  const recording = { before, journal, promises: NO_PROMISES };
  return [...crashStates(recording, OPTIONS)].at(-1)!.key;
}

function contents(disk: Disk): string {
  const number = disk.names.get('file');
  return number === undefined ? 'no file' : Buffer.from(fileOf(disk, number).bytes).toString('hex');
}

function statesOf(journal: readonly Operation[], before = named): readonly string[] {
  const recording = { before, journal, promises: NO_PROMISES };
  return [...crashStates(recording, OPTIONS)].map(({ disk }) => contents(disk));
}

describe('the units of what is pending', () => {
  it('are sectors, and the sizes that a write gives the file', () => {
    const units = unitsOf(named, [write(256, bytes(1024))], 512);

    expect(units.map((unit) => (unit.tag === 'bytes' ? unit.position : unit.tag))).toEqual([
      256,
      512,
      1024,
      'grow',
      'grow',
    ]);
  });

  it('are whole blocks where nothing tears inside of one', () => {
    const units = unitsOf(named, [write(0, bytes(8192))], 4096);

    expect(units.filter(({ tag }) => tag === 'bytes')).toHaveLength(2);
  });

  it('leave out what changes nothing, but not where something else lies beneath', () => {
    const same = [write(0, bytes(512)), write(0, bytes(512, 0))];
    const before = applied(named, [write(0, bytes(512))]);

    expect(unitsOf(before, same.slice(0, 1), 512)).toEqual([]);
    expect(unitsOf(before, same, 512)).toHaveLength(1);
    expect(unitsOf(before, [...same, write(0, bytes(512))], 512)).toHaveLength(2);
    expect(unitsOf(before, [truncate(0), write(0, bytes(512))], 512)).toHaveLength(3);
  });

  it('show bytes only below the size, and zeros where bytes are missing', () => {
    const [data, size] = unitsOf(named, [write(0, bytes(4))], 512);

    expect(contents(applied(named, [data!]))).toBe('');
    expect(contents(applied(named, [size!]))).toBe('00000000');
    expect(contents(applied(named, [data!, size!]))).toBe('01010101');
  });

  it('bring nothing back that a truncation cut', () => {
    const disk = applied(named, [write(0, bytes(8)), truncate(2), truncate(4)]);

    expect(contents(disk)).toBe('01010000');
  });
});

describe('the states of a crash', () => {
  it('have a write that is not synced in whole, in part and not at all', () => {
    const states = statesOf([write(0, bytes(1)), write(512, bytes(1)), truncate(513)]);

    expect(new Set(states).size).toBe(states.length);
    expect(states).toContain('');
    expect(states).toContain(`01${'00'.repeat(512)}`);
    expect(states).toContain(`00${'00'.repeat(511)}01`);
    expect(states).toContain(`01${'00'.repeat(511)}01`);
  });

  it('keep what a sync made durable, and names only after a sync of the directory', () => {
    const journal: readonly Operation[] = [
      { tag: 'create', name: 'file', file: FILE },
      write(0, bytes(1)),
      { tag: 'sync', file: FILE },
    ];

    expect(new Set(statesOf(journal, EMPTY_DISK).slice(-2))).toEqual(new Set(['no file', '01']));
    expect(statesOf([...journal, { tag: 'sync-directory' }], EMPTY_DISK).at(-1)).toBe('01');
    expect(statesOf([write(0, bytes(1)), { tag: 'sync-directory' }]).slice(-3)).toContain('');
  });

  it('have a mark that followed a sync with and without the writes after it', () => {
    const before = applied(named, [write(0, bytes(1024, 9))]);
    const states = statesOf(
      [write(0, bytes(1, 7)), write(512, bytes(1, 8)), { tag: 'sync', file: FILE }],
      before,
    );

    expect(
      new Set(states.map((state) => `${state.slice(0, 2)} ${state.slice(1024, 1026)}`)),
    ).toEqual(new Set(['09 09', '07 09', '09 08', '07 08']));
  });

  it('carry the promises of their moment', () => {
    const journal: readonly Operation[] = [
      { tag: 'asked', commit: 1, contents: emptyModel },
      write(0, bytes(1)),
      { tag: 'sync', file: FILE },
      { tag: 'acknowledged', commit: 1 },
      { tag: 'asked', commit: 2, contents: emptyModel },
      { tag: 'shown', commit: 1 },
    ];
    const states = [...crashStates({ before: named, journal, promises: NO_PROMISES }, OPTIONS)];

    expect(states[0]!.promises.floor).toBe(0);
    expect([...states[0]!.promises.allowed.keys()]).toEqual([0, 1]);
    expect(states.at(-1)!.promises.floor).toBe(1);
    expect([...states.at(-1)!.promises.allowed.keys()]).toEqual([0, 1]);
  });

  it('are equal in key only where the disks are equal', () => {
    const journal = [write(0, block(1)), write(4096, block(2))];

    expect(key(synced(journal))).toBe(key(synced(journal.toReversed())));
    expect(key(synced(journal))).not.toBe(key(synced([write(0, block(2)), write(4096, block(1))])));
    expect(key(synced(journal))).not.toBe(key(synced([...journal, truncate(8193)])));
    expect(key(synced(journal))).not.toBe(key(synced(journal), EMPTY_DISK));
  });

  it('end in the disk that the process saw', () => {
    const journal = [write(0, bytes(5000)), truncate(4500), write(4400, bytes(600, 2))];
    const { disk } = replayed({ before: named, journal, promises: NO_PROMISES });

    expect(contents(disk)).toBe('01'.repeat(4400) + '02'.repeat(600));
  });
});

describe('the subsets of an epoch', () => {
  it('are all of them when it is small', () => {
    const all = [...subsets(5, OPTIONS)].map((subset) => subset.join());

    expect(new Set(all).size).toBe(32);
  });

  it('are every prefix, drop-one, keep-one and random ones when it is large', () => {
    const some = [...subsets(20, OPTIONS)];

    for (let one = 0; one < 20; one += 1) {
      expect(some.some((subset) => subset.every((kept, index) => kept === index < one))).toBe(true);
      expect(some.some((subset) => count(subset) === 19 && subset[one] === false)).toBe(true);
      expect(some.some((subset) => count(subset) === 1 && subset[one] === true)).toBe(true);
    }
    expect(some.length).toBe(2 + 3 * 20 + 5);
  });
});
