import { h, s } from '../dom.ts';
import type { Explain } from './search.ts';

const WIDTH = 620;
const LEFT = 8;
const ROW = 44;

interface Stage {
  readonly words: string;
  /** Series that the stage left out, and those that are left after it. */
  readonly dropped: number;
  readonly left: number;
}

/** How a search narrowed the collection down, stage by stage. */
export function explainPanel(explain: Explain, found: number): HTMLElement {
  const { strategy, reason, vantageDistances, microseconds } = explain;
  const steps = Object.entries(microseconds);
  const whole = steps.reduce((sum, [, time]) => sum + time, 0) / 1_000;
  const parts = steps.map(([step, time]) => `${step} ${(time / 1_000).toFixed(2)}`).join(', ');
  return h(
    'div',
    {},
    funnel(stagesOf(explain, found), explain.live),
    h(
      'p',
      {},
      `Strategy ${strategy}${reason === undefined ? '' : `: ${reason}`}; ${vantageDistances} distances to vantage points.`,
    ),
    h('p', { class: 'faint' }, `${whole.toFixed(2)} ms: ${parts}.`),
  );
}

function stagesOf(explain: Explain, found: number): readonly Stage[] {
  const { live, matching = live, shellEntries } = explain;
  const stages: Stage[] = [];
  let left = live;
  const drop = (words: string, dropped: number): void => {
    if (dropped <= 0) return;
    left -= dropped;
    stages.push({ words, dropped, left });
  };
  drop('do not match the filter', live - matching);
  if (shellEntries !== undefined)
    drop('lie outside of the shell that was read', left - shellEntries);
  drop('excluded by their rows (Hilbert bound)', explain.droppedByEmbedding);
  drop('excluded by rings around vantage points', explain.droppedByRing);
  drop('excluded by their spectra', explain.droppedBySpectrum);
  const computed = Math.min(left, explain.distancesComputed);
  stages.push({ words: 'distances computed', dropped: 0, left: computed });
  stages.push({ words: 'found', dropped: 0, left: found });
  return stages;
}

/** Bars on a scale of logarithms: solid for what is left, pale for what was dropped. */
function funnel(stages: readonly Stage[], live: number): SVGSVGElement {
  const scale = (count: number): number =>
    count <= 0 ? 0 : (Math.log10(count + 1) / Math.log10(live + 1)) * (WIDTH - 2 * LEFT);
  const all: readonly Stage[] = [{ words: 'series', dropped: 0, left: live }, ...stages];
  const spoken = all.map(told).join('; ');
  return s(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${WIDTH} ${all.length * ROW}`,
      role: 'img',
      'aria-label': spoken,
    },
    ...all.flatMap((stage, row) => {
      const y = row * ROW;
      const { left, dropped } = stage;
      return [
        s('text', { class: 'label', x: LEFT, y: y + 13 }, told(stage)),
        s('rect', {
          class: 'left',
          x: LEFT,
          y: y + 19,
          width: scale(left + dropped),
          height: 14,
          rx: 2,
        }),
        s('rect', { class: 'bar', x: LEFT, y: y + 19, width: scale(left), height: 14, rx: 2 }),
      ];
    }),
  );
}

function told({ words, dropped, left }: Stage): string {
  return dropped === 0
    ? `${counted(left)} ${words}`
    : `${counted(dropped)} ${words}; ${counted(left)} left`;
}

function counted(value: number): string {
  return value.toLocaleString('en');
}
