import { describe, expect, it } from 'vitest';
import { type BenchError, type BenchReport, type Cell, runBench } from '../../../bench/index.ts';
import type { SuiteContext } from '../../../bench/suites/context.ts';
import { runEnginesSuite } from '../../../bench/suites/engines.ts';
import { type Engine, registeredEngines, type TreeWriter } from '../../../engines/index.ts';

const engineNames = registeredEngines().map(({ manifest }) => manifest.name);
const redBlack = registeredEngines().find(({ manifest }) => manifest.name === 'red-black')!;

function smokeContext(engines: readonly Engine[]): SuiteContext {
  return { size: 'smoke', seed: 1, engines, now: () => performance.now(), onProgress() {} };
}

/** What is the same in every run of one seed. */
function workOf({ suite, competitor, workload, n, checksum, samples }: Cell): unknown {
  return { suite, competitor, workload, n, checksum, samples };
}

describe('the engines suite', () => {
  const report: Promise<BenchReport> = runBench({ suites: ['engines'], size: 'smoke' });

  it('has every workload of every engine, or says why not', async () => {
    const { cells, skips } = await report;
    const measured = (workload: string, n: number): readonly string[] =>
      cells
        .filter((cell) => cell.workload === workload && cell.n === n)
        .map(({ competitor }) => competitor);
    for (const place of ['memory', 'file']) {
      for (const workload of ['insert random', 'get', 'range of 100']) {
        expect(measured(`${workload}, ${place}`, 300)).toEqual(engineNames);
      }
      expect(measured(`insert sorted, ${place}`, 100)).toEqual(engineNames);
      expect(measured(`insert sorted, ${place}`, 300)).toEqual(['red-black']);
    }
    expect(measured('durable put, file', 300)).toEqual(engineNames);
    expect(cells).toHaveLength(7 * engineNames.length + 2 * engineNames.length + 2);
    expect(skips.map(({ competitor, workload, n }) => `${competitor} ${workload} ${n}`)).toEqual([
      'unbalanced insert sorted, memory 300',
      'unbalanced insert sorted, file 300',
    ]);
  });

  it('has done work in every cell, the same as its rivals', async () => {
    const { cells } = await report;
    const checksums = new Map<string, number>();
    for (const { workload, n, checksum, samples, p50, p999 } of cells) {
      expect(checksum).toBeGreaterThan(0);
      expect(samples).toBeGreaterThan(0);
      expect(p50).toBeGreaterThan(0);
      expect(p999).toBeGreaterThanOrEqual(p50);
      // Where it is done, in memory or in a file, changes nothing about the work.
      const place = `${workload.replace(/, (memory|file)$/, '')} ${n}`;
      expect(checksums.get(place) ?? checksum).toBe(checksum);
      checksums.set(place, checksum);
    }
    expect(new Set(checksums.values()).size).toBe(checksums.size);
  });

  it('says in the cell that sorted keys are hard on an engine without a bound', async () => {
    const { cells } = await report;
    const noted = cells.filter(({ note }) => note?.includes('n²'));
    expect(noted.map(({ competitor, workload, n }) => `${competitor} ${workload} ${n}`)).toEqual([
      'unbalanced insert sorted, memory 100',
      'unbalanced insert sorted, file 100',
    ]);
  });

  it('judges nothing by a smoke run', async () => {
    expect((await report).targets).toEqual([]);
  });

  it('does the same work again for one seed, and other work for another', async () => {
    const first = await report;
    const again = await runBench({ suites: ['engines'], size: 'smoke', seed: first.seed });
    expect(again.cells.map(workOf)).toEqual(first.cells.map(workOf));
    const other = await runBench({ suites: ['engines'], size: 'smoke', seed: 99 });
    const equal = other.cells.filter((cell, index) => {
      return cell.checksum === first.cells[index]!.checksum;
    });
    expect(equal).toEqual([]);
  });

  it('says what it is about to measure', async () => {
    const lines: string[] = [];
    const onProgress = (line: string): void => void lines.push(line);
    await runBench({ suites: ['engines'], size: 'smoke', engines: ['red-black'], onProgress });
    expect(lines[0]).toBe('seed 1, size smoke');
    expect(lines).toContain('engines: get, memory, n 300: red-black');
  });

  it('skips exactly what a manifest leaves out', async () => {
    const plain: Engine = {
      ...redBlack,
      manifest: { ...redBlack.manifest, name: 'plain', unsupported: ['range', 'persistence'] },
    };
    const { cells, skips } = await runEnginesSuite(smokeContext([plain]));
    expect(cells.map(({ workload, n }) => `${workload} ${n}`)).toEqual([
      'insert random, memory 300',
      'insert sorted, memory 100',
      'insert sorted, memory 300',
      'get, memory 300',
    ]);
    expect(skips.map(({ workload, reason }) => `${workload}: ${reason}`)).toEqual([
      'range of 100, memory: the engine declares no support for range',
      'everything with a file: the engine declares no support for persistence',
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
    await expect(running).rejects.toThrow(/^losing: after an insertion/);
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
