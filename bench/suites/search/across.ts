import { ANSWERS_START } from './answers.ts';
import { add, type Medians, medianOf, type Run, workloadOf } from './run.ts';

/**
 * `auto` over the strategy `scan` in every case: the worst says what planning may cost; and of every
 * competitor, which share of the nearest it found.
 */
export function reportEveryCase(run: Run): void {
  const ratios = run.medians
    .filter(({ competitor }) => competitor === 'auto')
    .map((medians) => ({ medians, ratio: ratioOf(run, medians) }))
    .toSorted((a, b) => a.ratio - b.ratio);
  const last = ratios.at(-1);
  if (last === undefined) return;
  const { collection, measure, n, k } = last.medians;
  add(
    run,
    ratios.map(({ ratio }) => ratio),
    {
      competitor: 'auto',
      workload: 'p50 over scan, every case',
      n: Math.max(...ratios.map(({ medians }) => medians.n)),
      unit: 'times',
      checksum: ANSWERS_START,
      note: `the worst case is ${workloadOf(collection, measure, k)}, n ${n}`,
    },
  );
  reportRecall(run);
}

function reportRecall(run: Run): void {
  const n = Math.max(...run.medians.map((medians) => medians.n));
  for (const competitor of new Set(run.medians.map((medians) => medians.competitor))) {
    const recalls = run.medians.filter((medians) => medians.competitor === competitor);
    add(
      run,
      recalls.map(({ recall }) => 100 * recall),
      {
        competitor,
        workload: 'recall, every case',
        n,
        unit: '% of the nearest',
        checksum: ANSWERS_START,
      },
    );
  }
}

function ratioOf(run: Run, medians: Medians): number {
  const scan = run.medians.find(
    (other) => other.competitor === 'scan' && sameCase(other, medians),
  )!;
  return medianOf(medians.byDraw) / medianOf(scan.byDraw);
}

/** How the median grows with the collection, for the draws of the larger one. */
export function reportGrowth(run: Run): void {
  const [from, to] = run.plan.growth;
  const large = run.medians.filter(({ n, competitor }) => n === to && competitor === 'auto');
  for (const medians of large) {
    const small = run.medians.find(
      (other) =>
        other.competitor === 'auto' && sameCase({ ...other, n: to }, medians) && other.n === from,
    );
    if (small === undefined) continue;
    const { collection, measure, k, byDraw } = medians;
    const before = medianOf(small.byDraw);
    add(
      run,
      byDraw.map((median) => median / before),
      {
        competitor: 'auto',
        workload: `growth of p50 from ${from} to ${to}, ${workloadOf(collection, measure, k)}`,
        n: to,
        unit: 'times',
        checksum: ANSWERS_START,
      },
    );
  }
}

function sameCase(a: Medians, b: Medians): boolean {
  return a.collection === b.collection && a.measure === b.measure && a.n === b.n && a.k === b.k;
}
