import { describe, expect, it } from 'vitest';
import { contendersCalled } from '../../../bench/called.ts';
import type { Skip } from '../../../bench/cell.ts';
import { contenderOf } from '../../../bench/contenders/index.ts';
import { type BenchError, type BenchReport, type Cell, runBench } from '../../../bench/index.ts';
import { PEERS } from '../../../bench/peers/index.ts';
import type { SuiteContext } from '../../../bench/suites/context.ts';
import { runEnginesSuite } from '../../../bench/suites/engines/suite.ts';
import { targetsFor } from '../../../bench/targets.ts';
import { MIXES, ORDERS } from '../../../bench/workloads/index.ts';
import { type Engine, registeredEngines, type TreeWriter } from '../../../engines/index.ts';

const engineNames = registeredEngines().map(({ manifest }) => manifest.name);
/** Cells about the shape of a tree after insertions in an order. */
const SHAPE = /^(height|nodes per lookup|rotations per insert), (\w+|entries replaced \d×)$/;

/** What insertion in an order is called that an engine without a bound on its height finds hard. */
const ORDERED_FILLS = ['fillseq', 'fillreverse', 'fillzigzag'];

/** What a run may find none of. */
const MAY_BE_NONE = /^(rotations|resident memory|garbage collection)/;

const redBlack = registeredEngines().find(({ manifest }) => manifest.name === 'red-black')!;

function smokeContext(engines: readonly Engine[]): SuiteContext {
  const contenders = engines.map(contenderOf);
  return { size: 'smoke', seed: 1, contenders, now: () => performance.now(), onProgress() {} };
}

/** What was skipped of overwrites, as it may be where nothing was or could be compacted. */
function overwritesSkipped(skips: readonly Skip[]): readonly string[] {
  return skips
    .filter(({ workload }) => /^(overwrites|compacting)/.test(workload))
    .map(({ competitor, workload, n }) => `${competitor} ${workload} ${n}`);
}

/** What is the same in every run of one seed. */
function workOf({ suite, competitor, workload, n, checksum, samples }: Cell): unknown {
  // How much is overwritten, time decides.
  const counted = workload.startsWith('overwrites') ? undefined : samples;
  return { suite, competitor, workload, n, checksum, samples: counted };
}

describe('the engines suite', () => {
  const report: Promise<BenchReport> = runBench({ suites: ['engines'], size: 'smoke' });

  it('has every workload of every engine, or says why not', async () => {
    const { cells, skips } = await report;
    const measured = (workload: string, n = 300): readonly string[] =>
      cells
        .filter((cell) => cell.workload === workload && cell.n === n)
        .map(({ competitor }) => competitor);
    const workloads = [
      ...['memory', 'file'].map((place) => `fillrandom, ${place}`),
      'load sorted, file',
      ...['memory', 'inserted', 'in commits', 'compacted', 'common prefix', '32 + 100 bytes'].map(
        (state) => `readrandom, ${state}`,
      ),
      ...['memory', 'inserted'].flatMap((state) => [
        `readrandom copied, ${state}`,
        `seekrandom of 100, ${state}`,
      ]),
      ...['memory', 'inserted', 'compacted'].flatMap((state) => [
        `readseq copied, ${state}`,
        `readseq, ${state}`,
      ]),
      ...['memory', 'inserted'].flatMap((state) => [
        `readreverse, ${state}`,
        `readmissing, ${state}`,
      ]),
      ...['memory', 'file'].flatMap((place) => [`overwrite, ${place}`, `deleterandom, ${place}`]),
      'rangecount, inserted',
      ...MIXES.flatMap(({ name, choice }) =>
        (choice === 'uniform' ? ['memory'] : ['memory', 'file']).map(
          (place) => `YCSB ${name}, ${choice}, ${place}`,
        ),
      ),
      ...['32 + 100 bytes', 'values of 100 bytes'].map((form) => `fillrandom, ${form}`),
      'readrandom, values of 100 bytes',
      ...['memory', 'file'].flatMap((place) => [
        `readwhilewriting, ${place}`,
        `puts of readwhilewriting, ${place}`,
        `resident memory, ${place}`,
        `garbage collection of fillrandom, ${place}`,
        `garbage collection of readrandom, ${place}`,
      ]),
      'file before compaction',
      ...['single puts', 'batches', '23 trees'].map((commits) => `bytes written, ${commits}`),
      'file after compaction',
      'open, clean file',
      'pages read to open',
      ...['readrandom', 'pages per lookup', 'height ÷ 6 + 2'].map(
        (what) => `${what}, 16 × the cache`,
      ),
    ];
    for (const workload of workloads) expect(measured(workload), workload).toEqual(engineNames);
    expect(measured('fillsync')).toEqual([...engineNames, 'append+fdatasync']);
    expect(measured('puts at once', 100)).toEqual(engineNames);
    expect(measured('syncs of puts at once', 100)).toEqual(engineNames);
    for (const place of ['memory', 'file']) {
      for (const fill of ORDERED_FILLS) {
        expect(measured(`${fill}, ${place}`, 100)).toEqual(engineNames);
        expect(measured(`${fill}, ${place}`)).toEqual(['red-black']);
      }
    }
    // So many of them as 200,000 bytes of values are.
    for (const [bytes, n] of [
      [1_000, 200],
      [10_000, 20],
    ] as const) {
      expect(measured(`fillrandom, values of ${bytes} bytes`, n)).toEqual(engineNames);
      expect(measured(`readrandom, values of ${bytes} bytes`, n)).toEqual(engineNames);
    }
    for (const what of ['height', 'nodes per lookup', 'rotations per insert']) {
      for (const order of ORDERS) {
        expect(measured(`${what}, ${order}`, 64)).toEqual(engineNames);
        const bounded = order === 'random' ? engineNames : ['red-black'];
        expect(measured(`${what}, ${order}`, 256)).toEqual(bounded);
      }
      for (const rounds of [1, 2]) {
        expect(measured(`${what}, entries replaced ${rounds}×`, 64)).toEqual(engineNames);
      }
    }
    const shapes = cells.filter(({ workload }) => SHAPE.test(workload));
    // Those of the list, the durable put with what it is measured by, two of bursts, four of large
    // values, and those of insertion in order, in memory and in files.
    const ordered = 2 * ORDERED_FILLS.length;
    const perEngine = workloads.length + 1 + 2 + 4 + ordered;
    const others = cells.filter(({ workload }) => /^(overwrites|compacting)/.test(workload));
    expect(cells.length - others.length - shapes.length).toBe(
      perEngine * engineNames.length + 1 + ordered,
    );
    for (const what of ['commit of 100', 'view', 'longest stall', 'file per 3 × live + 64 MiB']) {
      expect(measured(`overwrites, ${what}`), what).toEqual(engineNames);
    }
    expect(skips.map(({ competitor, workload, n }) => `${competitor} ${workload} ${n}`)).toEqual([
      ...ORDERED_FILLS.map((fill) => `unbalanced ${fill}, memory 300`),
      ...ORDERS.slice(1).map((order) => `unbalanced height, ${order} 256`),
      ...ORDERED_FILLS.map((fill) => `unbalanced ${fill}, file 300`),
      ...overwritesSkipped(skips),
    ]);
  });

  it('has done work in every cell, the same as its rivals', async () => {
    const { cells } = await report;
    const checksums = new Map<string, number>();
    for (const { workload, n, unit, checksum, samples, p50, raw, worst } of cells) {
      expect(checksum).toBeGreaterThan(0);
      expect(samples).toBeGreaterThan(0);
      if (unit !== 'pages' && !MAY_BE_NONE.test(workload)) {
        expect(p50, workload).toBeGreaterThan(0);
      }
      const ends = unit === 'inserts per second' ? Math.min(...raw) : Math.max(...raw);
      expect(worst, workload).toBe(ends);
      const group = `${workload} ${n}`;
      expect(checksums.get(group) ?? checksum).toBe(checksum);
      checksums.set(group, checksum);
    }
    // Where it is done, in memory or in a file, changes nothing about the work.
    expect(checksums.get('fillrandom, memory 300')).toBe(checksums.get('fillrandom, file 300'));
    expect(checksums.get('readseq copied, memory 300')).toBe(
      checksums.get('readseq, compacted 300'),
    );
  });

  it('says in the cell that sorted keys are hard on an engine without a bound', async () => {
    const { cells } = await report;
    const noted = cells.filter(({ note }) => note?.includes('n²'));
    expect(noted.map(({ competitor, workload, n }) => `${competitor} ${workload} ${n}`)).toEqual([
      ...ORDERED_FILLS.map((fill) => `unbalanced ${fill}, memory 100`),
      ...ORDERED_FILLS.map((fill) => `unbalanced ${fill}, file 100`),
    ]);
  });

  it('counts the shapes that theory gives a tree', async () => {
    const { cells } = await report;
    const found = (competitor: string, workload: string, n: number): number =>
      cells.find(
        (cell) => cell.competitor === competitor && cell.workload === workload && cell.n === n,
      )!.p50;
    for (const order of ORDERS) {
      for (const n of [64, 256]) {
        const height = found('red-black', `height, ${order}`, n);
        expect(height).toBeGreaterThanOrEqual(Math.log2(n + 1));
        expect(height).toBeLessThanOrEqual(2 * Math.log2(n + 1));
        expect(found('red-black', `rotations per insert, ${order}`, n)).toBeGreaterThan(0.3);
      }
    }
    for (const order of ['sorted', 'reverse', 'zigzag']) {
      // A list: a lookup passes half of it.
      expect(found('unbalanced', `height, ${order}`, 64)).toBe(64);
      expect(found('unbalanced', `nodes per lookup, ${order}`, 64)).toBe(32.5);
      expect(found('unbalanced', `rotations per insert, ${order}`, 64)).toBe(0);
    }
  });

  it('judges nothing by a smoke run', async () => {
    expect((await report).targets).toEqual([]);
  });

  it('does the same work again for one seed, and other work for another', async () => {
    const first = await report;
    const again = await runBench({ suites: ['engines'], size: 'smoke', seed: first.seed });
    expect(again.cells.map(workOf)).toEqual(first.cells.map(workOf));
    const other = await runBench({ suites: ['engines'], size: 'smoke', seed: 99 });
    // A count is the same whatever the keys are, and so is what was counted for it.
    const equal = other.cells.filter((cell, index) => {
      return (
        cell.checksum === first.cells[index]!.checksum && cell.workload !== 'rangecount, inserted'
      );
    });
    expect(equal).toEqual([]);
  });

  it('says what it is about to measure', async () => {
    const lines: string[] = [];
    const onProgress = (line: string): void => void lines.push(line);
    await runBench({ suites: ['engines'], size: 'smoke', engines: ['red-black'], onProgress });
    expect(lines[0]).toBe('seed 1, size smoke');
    expect(lines).toContain('engines: readrandom copied, memory, n 300: red-black');
  });

  it('skips exactly what a manifest leaves out', async () => {
    const plain: Engine = {
      ...redBlack,
      manifest: {
        ...redBlack.manifest,
        name: 'plain',
        unsupported: ['range', 'cursor', 'persistence'],
      },
    };
    const { cells, skips } = await runEnginesSuite(smokeContext([plain]));
    expect(cells.map(({ workload, n }) => `${workload} ${n}`)).toEqual([
      'fillrandom, memory 300',
      ...ORDERED_FILLS.flatMap((fill) => [`${fill}, memory 100`, `${fill}, memory 300`]),
      'readrandom, memory 300',
      'readrandom copied, memory 300',
      'readmissing, memory 300',
      'readwhilewriting, memory 300',
      'puts of readwhilewriting, memory 300',
      'overwrite, memory 300',
      'deleterandom, memory 300',
      ...MIXES.filter(({ name }) => name !== 'E').map(
        ({ name, choice }) => `YCSB ${name}, ${choice}, memory 300`,
      ),
      ...ORDERS.flatMap((order) =>
        [64, 256].flatMap((n) =>
          ['height', 'nodes per lookup', 'rotations per insert'].map(
            (what) => `${what}, ${order} ${n}`,
          ),
        ),
      ),
      ...[1, 2].flatMap((rounds) =>
        ['height', 'nodes per lookup', 'rotations per insert'].map(
          (what) => `${what}, entries replaced ${rounds}× 64`,
        ),
      ),
    ]);
    expect(skips.map(({ workload, reason }) => `${workload}: ${reason}`)).toEqual([
      'readseq copied, memory: it offers no such read',
      'readseq, memory: it offers no such read',
      'readreverse, memory: it offers no such read',
      'seekrandom of 100, memory: it offers no such read',
      'YCSB E, zipfian, memory: it offers no such read',
      'YCSB E, uniform, memory: it offers no such read',
      'resident memory, memory: a process of its own could not load it: it was not called by name',
      'everything with a file: it keeps nothing in a file',
    ]);
  });

  it('fails on an engine that loses what it is given', async () => {
    let puts = 0;
    const losing = withTrees('losing', (tree) => ({
      ...delegate(tree),
      put(key, value) {
        puts += 1;
        if (puts % 50 !== 0) tree.put(key, value);
      },
    }));
    const running = runEnginesSuite(smokeContext([losing]));
    await expect(running).rejects.toMatchObject({
      name: 'BenchError',
      code: 'DISAGREEMENT',
    } satisfies Partial<BenchError>);
    await expect(running).rejects.toThrow(/^losing: after an insert/);
  });

  it('fails with the error of the engine', async () => {
    const full = withTrees('full', (tree) => ({
      ...delegate(tree),
      put() {
        throw new Error('no space left');
      },
    }));
    await expect(runEnginesSuite(smokeContext([full]))).rejects.toThrow('no space left');
  });
});

describe('the engines suite with peers', () => {
  const names = PEERS.map(({ name }) => name);
  const report: Promise<BenchReport> = runBench({
    suites: ['engines'],
    size: 'smoke',
    engines: [...engineNames, ...names],
  });

  it('measures every peer that is installed, and says of others how to install them', async () => {
    const { cells, skips } = await report;
    const { contenders, absent } = await contendersCalled(names);
    for (const { competitor, reason } of absent) {
      process.stdout.write(`SKIP ${competitor}: ${reason}\n`);
      expect(reason).toMatch(/cannot be loaded: .+; to install it: npm /);
      expect(skips).toContainEqual(
        expect.objectContaining({ suite: 'engines', competitor, reason }),
      );
    }
    expect(contenders.length + absent.length).toBe(names.length);
    for (const { manifest, places } of contenders) {
      const workloads = new Set(
        cells.flatMap(({ competitor, workload }) => (competitor === manifest.name ? workload : [])),
      );
      for (const place of places) {
        expect(workloads).toContain(`fillrandom, ${place}`);
        expect(workloads).toContain(`deleterandom, ${place}`);
        expect(workloads).toContain(`readwhilewriting, ${place}`);
        expect(workloads).toContain(
          place === 'memory' ? 'readrandom, memory' : 'readrandom, inserted',
        );
        expect(workloads).toContain(
          place === 'memory' ? 'readseq copied, memory' : 'readseq copied, inserted',
        );
      }
    }
  });

  it('has the cells of every target, those of absent peers aside', async () => {
    const { cells, skips } = await report;
    const measured = new Set(cells.map(({ competitor }) => competitor));
    const has = (name: { readonly competitor: string; readonly workload: string }): boolean =>
      [...cells, ...skips].some(
        ({ competitor, workload }) => competitor === name.competitor && workload === name.workload,
      );
    const missing = targetsFor(engineNames)
      .filter(({ suite }) => suite === 'engines')
      .flatMap(({ judged, baseline }) => (baseline === undefined ? [judged] : [judged, baseline]))
      .filter(
        (name) => !has(name) && (measured.has(name.competitor) || !names.includes(name.competitor)),
      );
    expect(missing).toEqual([]);
  });
});
/** The red-black engine with what its transactions write to replaced. */
function withTrees(name: string, replace: (tree: TreeWriter) => TreeWriter): Engine {
  return {
    manifest: { ...redBlack.manifest, name },
    async open(path, options) {
      const file = await redBlack.open(path, options);
      const write: typeof file.write = (work, durability) =>
        file.write((transaction) => {
          const tree = (treeName: string): TreeWriter => replace(transaction.tree(treeName));
          return work(Object.assign(Object.create(transaction) as typeof transaction, { tree }));
        }, durability);
      return Object.assign(Object.create(file) as typeof file, {
        write,
        snapshot: () => file.snapshot(),
        close: () => file.close(),
      });
    },
  };
}

/** A tree that does what `tree` does; a spread would lose the methods of its class. */
function delegate(tree: TreeWriter): TreeWriter {
  return {
    get: (key) => tree.get(key),
    view: (key) => tree.view(key),
    has: (key) => tree.has(key),
    range: (range) => tree.range(range),
    count: (range) => tree.count(range),
    at: (rank) => tree.at(rank),
    first: () => tree.first(),
    last: () => tree.last(),
    cursor: () => tree.cursor(),
    put: (key, value) => tree.put(key, value),
    delete: (key) => tree.delete(key),
  };
}
