import { ANSWERS_START } from './answers.ts';
import { DENOMINATOR } from './denominator.ts';
import { add, type Medians, medianOf, type Run } from './run.ts';

/** `auto` over the denominator in each case of one size: the worst says what it may cost. */
export function reportEveryCell(run: Run): void {
  const sizes = [...new Set(run.medians.map(({ n }) => n))].toSorted((a, b) => a - b);
  for (const n of sizes) {
    const ratios = run.medians
      .filter((medians) => medians.competitor === 'auto' && medians.n === n)
      .map((medians) => {
        const scan = run.medians.find(
          (other) => other.competitor === DENOMINATOR && sameCase(other, medians),
        )!;
        const { collection, measure, k } = medians;
        return {
          ratio: medianOf(medians.byDraw) / medianOf(scan.byDraw),
          name: `${collection}, ${measure}, ${k}-NN`,
        };
      })
      .toSorted((a, b) => a.ratio - b.ratio);
    add(
      run,
      ratios.map(({ ratio }) => ratio),
      {
        competitor: 'auto',
        workload: `p50 over ${DENOMINATOR}, all cases`,
        n,
        unit: 'times',
        checksum: ANSWERS_START,
        note: `n ${n}: the worst case is ${ratios.at(-1)!.name}`,
      },
    );
  }
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
        workload: `growth of p50 from ${from} to ${to}, ${collection}, ${measure}, ${k}-NN`,
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
