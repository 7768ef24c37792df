import { s } from '../dom.ts';

/** A curve to draw: standardised, and moved to where it fits best. */
export interface Curve {
  readonly id: string;
  readonly values: readonly number[];
}

const WIDTH = 720;
const HEIGHT = 320;
const MARGIN = 10;
const AXIS = 18;
const COLOURS = 6;
/** Points of a line that are drawn of a longer curve. */
const POINTS_DRAWN = 1_200;

/** Curves over one another: the subject in front, dark, and its neighbours behind it. */
export function overlayChart(subject: Curve, neighbours: readonly Curve[]): SVGSVGElement {
  const all = [subject, ...neighbours].flatMap(({ values }) => values);
  const low = all.reduce((least, value) => Math.min(least, value), 0);
  const high = all.reduce((most, value) => Math.max(most, value), 0);
  const y = (value: number): number =>
    MARGIN + ((high - value) / (high - low || 1)) * (HEIGHT - 2 * MARGIN - AXIS);
  const names = neighbours.map(({ id }) => id).join(', ');
  const label = `${subject.id}${names === '' ? '' : ` with ${names}`}, standardised`;
  const { length } = subject.values;
  return s(
    'svg',
    { class: 'chart overlay', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    s('line', { class: 'grid', x1: MARGIN, x2: WIDTH - MARGIN, y1: y(0), y2: y(0) }),
    s('text', { x: MARGIN, y: HEIGHT - 4 }, 'point 0'),
    s('text', { x: WIDTH - MARGIN, y: HEIGHT - 4, 'text-anchor': 'end' }, String(length - 1)),
    ...neighbours.map((curve, index) => line(curve, `curve s${index % COLOURS}`, y)).toReversed(),
    line(subject, 'curve subject', y),
  );
}

function line({ id, values }: Curve, style: string, y: (value: number) => number): SVGPathElement {
  const step = Math.max(1, Math.ceil(values.length / POINTS_DRAWN));
  const last = Math.max(1, values.length - 1);
  let d = '';
  for (let index = 0; index < values.length; index += step) {
    const x = MARGIN + (index / last) * (WIDTH - 2 * MARGIN);
    d += `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y(values[index]!).toFixed(1)}`;
  }
  return s('path', { class: style, d, 'data-id': id });
}
