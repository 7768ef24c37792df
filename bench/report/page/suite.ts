import type { SuiteName } from '../../cell.ts';
import { formatQuantity } from '../format.ts';
import type { Percentile } from '../percentiles.ts';
import type { CellGroup } from '../report.ts';
import { type Sweep, sweepsOf } from '../sweep.ts';
import { isTimed } from '../verdict.ts';
import type { BaselineOf } from './bars.ts';
import { renderHeights } from './heights.ts';
import { marksOf } from './marks.ts';
import { escapeHtml } from './markup.ts';
import { recallIn, renderShares } from './shares.ts';
import { nameOf } from './suite-names.ts';
import { renderSweep } from './sweep-plot.ts';
import { type Look, renderWorkloads } from './workloads.ts';

const P50: Percentile = { name: 'p50', of: ({ p50 }) => p50 };
const P99: Percentile = { name: 'p99', of: ({ p99 }) => p99 };

/** The section of a suite, of which there is a group at least: its pictures, and every workload. */
export function renderSuite(
  suite: SuiteName,
  groups: readonly CellGroup[],
  baselineOf: BaselineOf,
): readonly string[] {
  const look: Look = { marks: marksOf(groups), baselineOf };
  return [
    `<section id="${escapeHtml(suite)}">`,
    `<h2>${escapeHtml(nameOf(suite))}</h2>`,
    ...renderTrees(groups, look),
    ...renderPings(groups, look),
    ...renderComputed(groups, look),
    ...renderGrowth(groups, look),
    ...renderLoad(groups, look),
    ...renderWorkloads(groups, look),
    '</section>',
  ];
}

function renderTrees(groups: readonly CellGroup[], { marks }: Look): readonly string[] {
  const aging = sweepsOf(groups).filter(({ workload, unit }) => {
    return unit === 'nodes' && workload.startsWith('height, entries replaced');
  });
  const figures = [
    ...renderHeights(groups, marks),
    ...aging.map((sweep) => renderSweep(sweep, { marks, percentile: P50, fitted: false })),
  ];
  return panels('How high the trees grow', {
    figures,
    text:
      'The height of every tree as keys arrive in some order, over the logarithm of their number, ' +
      'where a logarithmic height is a straight line. Grey lines are what theory says.',
  });
}

/** What computing on the event loop costs those who ask for nothing. */
function renderPings(groups: readonly CellGroup[], { marks }: Look): readonly string[] {
  const sweeps = sweepsOf(groups).filter(isOfPings);
  const figures = sweeps.flatMap((sweep) =>
    [P50, P99].map((percentile) => renderSweep(sweep, { marks, percentile, fitted: false })),
  );
  return panels('Who waits while others search', {
    figures,
    text:
      'How long a ping takes on a connection of its own while more and more clients search. Inline, ' +
      'distances are computed on the event loop, which answers nobody meanwhile: what an interpreter ' +
      'lock does elsewhere. In a pool, threads compute them.',
  });
}

function renderComputed(groups: readonly CellGroup[], { marks }: Look): readonly string[] {
  const figure = renderShares(groups, marks);
  return panels('How much of a collection is computed', {
    figures: figure === undefined ? [] : [figure],
    text:
      'Every answer was compared with that of a scan of everything, and a run in which one differs ' +
      `fails. ${describeRecall(groups)}What differs is how many distances it takes.`,
  });
}

/** The recall that was counted, as a sentence; nothing where none was. */
function describeRecall(groups: readonly CellGroup[]): string {
  const recall = recallIn(groups);
  if (recall === undefined) return '';
  const least = Math.min(...recall.cells.map(({ worst }) => worst));
  const how = least >= 100 ? 'was 100 %' : `was ${formatQuantity(least)} % at least,`;
  return `Recall ${how} in every case and by every strategy. `;
}

function renderGrowth(groups: readonly CellGroup[], { marks }: Look): readonly string[] {
  const sweeps = sweepsOf(groups).filter(({ unit, quantity }) => {
    return isTimed(unit) && quantity !== 'clients';
  });
  const figures = sweeps.map((sweep) =>
    renderSweep(sweep, { marks, percentile: P50, fitted: true }),
  );
  return panels('How it grows', {
    figures,
    text:
      'Both axes are logarithmic: a power is a straight line, and its exponent, fitted by least ' +
      'squares and given with its standard error, is the slope.',
  });
}

/** What more clients make of throughput and latency. */
function renderLoad(groups: readonly CellGroup[], { marks }: Look): readonly string[] {
  const sweeps = sweepsOf(groups).filter((sweep) => {
    return isTimed(sweep.unit) && sweep.quantity === 'clients' && !isOfPings(sweep);
  });
  const figures = sweeps.map((sweep) =>
    renderSweep(sweep, { marks, percentile: P50, fitted: false }),
  );
  return panels('More and more clients', {
    figures,
    text: 'Every client asks the next query as soon as the last one is answered. Both axes are logarithmic.',
  });
}

function isOfPings({ workload }: Sweep): boolean {
  return workload.startsWith('ping beside ');
}

function panels(
  head: string,
  { figures, text }: { readonly figures: readonly string[]; readonly text: string },
): readonly string[] {
  const drawn = figures.filter((figure) => figure !== '');
  if (drawn.length === 0) return [];
  return [
    `<h3>${head}</h3>`,
    `<p class="faint">${text}</p>`,
    `<div class="${drawn.length === 1 ? 'alone' : 'panels broad'}">`,
    ...drawn,
    '</div>',
  ];
}
