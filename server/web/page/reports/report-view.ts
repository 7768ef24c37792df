import { h, s } from '../dom.ts';
import { type Group, groupsOf, type Report } from './report.ts';

const WIDTH = 720;
const [PLOT_START, PLOT_END] = [170, 560];
const ROW = 26;
const COLOURS = 6;
/** A tail is drawn up to so many times the longest bar. */
const TAIL_MAX = 3;
const LABEL_CHARACTERS = 22;
/** Characters of a fact: of a commit those that tell it from others. */
const FACT_CHARACTERS = 40;

/** A report of benchmarks: where it was measured, its targets, and a picture a workload. */
export function reportView(report: Report): HTMLElement {
  const { environment, targets, size } = report;
  const facts = ['node', 'cpu', 'cores', 'platform', 'fileSystem', 'commit']
    .filter((name) => environment[name] !== undefined)
    .map((name) => `${name} ${String(environment[name]).slice(0, FACT_CHARACTERS)}`);
  const missed = targets.filter(({ met }) => met === false).length;
  const met = targets.filter((target) => target.met === true).length;
  const groups = groupsOf(report);
  const competitors = [...new Set(report.cells.map(({ competitor }) => competitor))];
  return h(
    'div',
    {},
    h('p', { class: 'faint' }, `Size ${size}; ${facts.join(', ')}.`),
    targets.length === 0 ? undefined : h('p', {}, `Targets: ${met} met, ${missed} missed.`),
    h(
      'p',
      { class: 'faint' },
      'A bar reaches to the median, its whisker to what 99 of 100 samples are at least as good as.',
    ),
    h(
      'div',
      { class: 'panels' },
      ...groups.map((group) =>
        h(
          'figure',
          {},
          h(
            'figcaption',
            {},
            group.title,
            h('small', {}, `${group.short}; ${group.better} is better`),
          ),
          bars(group, competitors),
        ),
      ),
    ),
  );
}

function bars({ title, short, cells }: Group, competitors: readonly string[]): SVGSVGElement {
  const longest = Math.max(...cells.map(({ p50 }) => p50), Number.MIN_VALUE);
  const reach = Math.min(longest * TAIL_MAX, Math.max(longest, ...cells.map(({ p99 }) => p99)));
  const x = (value: number): number =>
    PLOT_START + (Math.min(value, reach) / reach) * (PLOT_END - PLOT_START);
  const spoken = cells.map(
    ({ competitor, p50, p99 }) => `${competitor} ${number(p50)}, p99 ${number(p99)}`,
  );
  return s(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${WIDTH} ${cells.length * ROW + 6}`,
      role: 'img',
      'aria-label': `${title}, in ${short}: ${spoken.join('; ')}`,
    },
    ...cells.flatMap(({ competitor, p50, p99 }, row) => {
      const middle = row * ROW + ROW / 2 + 2;
      const colour = competitors.indexOf(competitor) % COLOURS;
      const name =
        competitor.length > LABEL_CHARACTERS
          ? `${competitor.slice(0, LABEL_CHARACTERS - 1)}…`
          : competitor;
      return [
        s('text', { class: 'label', x: PLOT_START - 8, y: middle + 4, 'text-anchor': 'end' }, name),
        s('rect', {
          class: `fill${colour}`,
          x: PLOT_START,
          y: middle - 8,
          width: x(p50) - PLOT_START,
          height: 16,
          rx: 2,
        }),
        s('path', {
          class: 'whisker',
          d: `M${x(p50)} ${middle}H${x(p99)}M${x(p99)} ${middle - 5}v10`,
        }),
        s('text', { x: PLOT_END + 12, y: middle + 4 }, `${number(p50)} … ${number(p99)}`),
      ];
    }),
  );
}

function number(value: number): string {
  return value.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 3 });
}
