import type { LiveSecond } from '../../messages.ts';
import { h, s } from '../dom.ts';

const [WIDTH, HEIGHT] = [600, 190];
const LEFT = 46;
const RIGHT = 8;
const [TOP, BOTTOM] = [8, 22];
const TICKS = 4;

/** A line of a chart. */
export interface Line {
  readonly name: string;
  /** Class with its colour. */
  readonly style: string;
  readonly of: (second: LiveSecond) => number;
}

/** The last seconds of a few numbers, as lines on one scale from 0. */
export class LiveChart {
  readonly element: HTMLElement;
  readonly #title: string;
  readonly #lines: readonly Line[];
  readonly #unit: string;
  readonly #seconds: number;
  readonly #svg: SVGSVGElement;

  /** @param seconds how many the chart is wide */
  constructor(title: string, unit: string, lines: readonly Line[], seconds: number) {
    this.#title = title;
    this.#unit = unit;
    this.#lines = lines;
    this.#seconds = seconds;
    this.#svg = s('svg', { class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
    const legend = lines.map(({ name, style }) =>
      h('small', {}, h('span', { class: `swatch ${style}`, 'aria-hidden': 'true' }), name),
    );
    const shown = lines.length > 1 ? legend : [];
    this.element = h('div', {}, this.#svg, h('div', { class: 'row' }, ...shown));
    this.show([]);
  }

  /** Shows the latest of `seconds`, which are in order. */
  show(seconds: readonly LiveSecond[]): void {
    const last = seconds.at(-1)?.second ?? 0;
    const values = this.#lines.flatMap(({ of }) => seconds.map((second) => of(second)));
    const most = Math.max(0, ...values);
    const step = roundStep(most / TICKS);
    const tops = Math.max(1, Math.ceil(most / step));
    const x = (second: number): number =>
      WIDTH - RIGHT - ((last - second) / (this.#seconds - 1)) * (WIDTH - LEFT - RIGHT);
    const y = (value: number): number =>
      HEIGHT - BOTTOM - (value / (tops * step)) * (HEIGHT - TOP - BOTTOM);
    const ticks = Array.from({ length: tops + 1 }, (_, index) => index * step);
    this.#svg.setAttribute('aria-label', `${this.#title}, the last ${this.#seconds} seconds`);
    this.#svg.replaceChildren(
      ...ticks.flatMap((tick) => [
        s('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick) }),
        s('text', { x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end' }, label(tick)),
      ]),
      s('text', { x: LEFT, y: HEIGHT - 4 }, `${this.#seconds} s ago`),
      s('text', { x: WIDTH - RIGHT, y: HEIGHT - 4, 'text-anchor': 'end' }, this.#nowText()),
      ...this.#lines.map(({ name, style, of }) => {
        const points = seconds.map((one) => `${x(one.second).toFixed(1)} ${y(of(one)).toFixed(1)}`);
        const d = points.length === 0 ? '' : `M${points.join('L')}`;
        return s('path', { class: `curve ${style}`, d, 'data-line': name });
      }),
    );
  }

  #nowText(): string {
    return this.#unit === '' ? 'now' : `now, in ${this.#unit}`;
  }
}

/** 1, 2 or 5 times a power of ten, at least `least`; 1 of next to nothing. */
function roundStep(least: number): number {
  if (least < 1e-6) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

function label(value: number): string {
  return value.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 3 });
}
