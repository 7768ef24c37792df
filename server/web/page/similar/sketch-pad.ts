import { button, h } from '../dom.ts';

/** Points of a drawn curve, and the greatest height of one. */
const POINTS = 64;
const HEIGHT_MAX = 255;
const STEP = 8;
const [WIDTH, HEIGHT] = [640, 200];

const SHAPES: Readonly<Record<string, (at: number) => number>> = {
  bump: (at) => Math.exp(-(((at - 0.5) / 0.12) ** 2)),
  step: (at) => (at > 0.3 && at < 0.7 ? 1 : 0),
  wave: (at) => 0.5 + 0.5 * Math.sin(2 * Math.PI * at),
  ramp: (at) => at,
};

/** A curve that is drawn by hand, or with the arrow keys. */
export class SketchPad {
  readonly element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #onDrawn: (heights: readonly number[]) => void;
  #heights: number[] = Array.from({ length: POINTS }, () => Math.round(HEIGHT_MAX / 2));
  #caret = 0;
  #last: { readonly column: number; readonly height: number } | undefined;

  /** @param onDrawn told of the heights, 0 to 255, when the pen is lifted */
  constructor(onDrawn: (heights: readonly number[]) => void) {
    this.#onDrawn = onDrawn;
    this.#canvas = h('canvas', {
      width: WIDTH,
      height: HEIGHT,
      tabindex: 0,
      role: 'application',
      'aria-label':
        'Drawing of a curve. Left and right choose a point, up and down move it, Enter searches.',
    });
    this.#canvas.addEventListener('pointerdown', (event) => this.#press(event));
    this.#canvas.addEventListener('keydown', (event) => this.#key(event));
    for (const name of ['focus', 'blur']) this.#canvas.addEventListener(name, () => this.#paint());
    this.element = h(
      'div',
      { class: 'sketch' },
      this.#canvas,
      h(
        'div',
        { class: 'row tight' },
        h('small', {}, 'Draw a curve, or begin with'),
        ...Object.entries(SHAPES).map(([name, shape]) => button(name, () => this.#fill(shape))),
      ),
    );
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
  }

  /** Shows heights that were drawn before. */
  show(heights: readonly number[]): void {
    this.#heights = [...heights];
    this.#paint();
  }

  #fill(shape: (at: number) => number): void {
    this.show(
      Array.from({ length: POINTS }, (_, index) =>
        Math.round(shape(index / (POINTS - 1)) * HEIGHT_MAX),
      ),
    );
    this.#onDrawn(this.#heights);
  }

  #press(down: PointerEvent): void {
    down.preventDefault();
    this.#canvas.focus();
    this.#canvas.setPointerCapture(down.pointerId);
    this.#last = undefined;
    this.#draw(down);
    const ended = new AbortController();
    const { signal } = ended;
    const lift = (): void => {
      ended.abort();
      this.#onDrawn(this.#heights);
    };
    this.#canvas.addEventListener('pointermove', (event) => this.#draw(event), { signal });
    this.#canvas.addEventListener('pointerup', lift, { signal });
    this.#canvas.addEventListener('pointercancel', lift, { signal });
  }

  #draw(event: PointerEvent): void {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    const across = Math.max(0, Math.min(1, (event.clientX - left) / width));
    const up = 1 - Math.max(0, Math.min(1, (event.clientY - top) / height));
    const last = this.#heights.length - 1;
    const point = { column: Math.round(across * last), height: Math.round(up * HEIGHT_MAX) };
    const from = this.#last ?? point;
    // A quick pen passes columns between two events.
    const columns = Math.abs(point.column - from.column);
    for (let step = 0; step <= columns; step += 1) {
      const share = columns === 0 ? 1 : step / columns;
      const column = Math.round(from.column + (point.column - from.column) * share);
      this.#heights[column] = Math.round(from.height + (point.height - from.height) * share);
    }
    this.#last = point;
    this.#caret = point.column;
    this.#paint();
  }

  #key(event: KeyboardEvent): void {
    const last = this.#heights.length - 1;
    const at = this.#heights[this.#caret] ?? 0;
    if (event.key === 'ArrowLeft') this.#caret = Math.max(0, this.#caret - 1);
    else if (event.key === 'ArrowRight') this.#caret = Math.min(last, this.#caret + 1);
    else if (event.key === 'ArrowUp') this.#heights[this.#caret] = Math.min(HEIGHT_MAX, at + STEP);
    else if (event.key === 'ArrowDown') this.#heights[this.#caret] = Math.max(0, at - STEP);
    else if (event.key === 'Enter') this.#onDrawn(this.#heights);
    else return;
    event.preventDefault();
    this.#paint();
  }

  #paint(): void {
    const pen = this.#canvas.getContext('2d')!;
    const style = getComputedStyle(this.#canvas);
    const last = this.#heights.length - 1;
    const x = (column: number): number => 4 + (column / last) * (WIDTH - 8);
    const y = (height: number): number => 4 + (1 - height / HEIGHT_MAX) * (HEIGHT - 8);
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.strokeStyle = style.color;
    pen.lineWidth = 3;
    pen.lineJoin = 'round';
    pen.beginPath();
    for (const [column, height] of this.#heights.entries()) pen.lineTo(x(column), y(height));
    pen.stroke();
    if (document.activeElement !== this.#canvas) return;
    pen.fillStyle = style.getPropertyValue('--c1');
    pen.beginPath();
    pen.arc(x(this.#caret), y(this.#heights[this.#caret] ?? 0), 6, 0, 2 * Math.PI);
    pen.fill();
  }
}
