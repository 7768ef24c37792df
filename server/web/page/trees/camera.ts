/** Least width that a fitted drawing shows, so that few nodes are not drawn huge. */
const WIDTH_MIN = 360;
const HEIGHT_MIN = 200;
const MARGIN = 12;

/** The part of an SVG that is seen: it fits the whole until somebody zooms or drags. */
export class Camera {
  readonly #svg: SVGSVGElement;
  #width = WIDTH_MIN;
  #height = HEIGHT_MIN;
  #box = { x: 0, y: 0, width: WIDTH_MIN, height: HEIGHT_MIN };
  #fitted = true;

  constructor(svg: SVGSVGElement) {
    this.#svg = svg;
    svg.setAttribute('preserveAspectRatio', 'xMidYMin meet');
    svg.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    svg.addEventListener('pointerdown', (event) => this.#drag(event));
    this.#apply();
  }

  /** The size of what is drawn, from 0 on. */
  size(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    if (this.#fitted) this.fit();
  }

  /** Shows the whole. */
  fit(): void {
    this.#fitted = true;
    const width = Math.max(WIDTH_MIN, this.#width + 2 * MARGIN);
    const height = Math.max(HEIGHT_MIN, this.#height + MARGIN);
    this.#box = { x: (this.#width - width) / 2, y: 0, width, height };
    this.#apply();
  }

  /** Shows `factor` times as much, about the middle or a share of the way across. */
  zoom(factor: number, across = 0.5, down = 0.5): void {
    this.#fitted = false;
    const { x, y, width, height } = this.#box;
    const [newWidth, newHeight] = [width * factor, height * factor];
    this.#box = {
      x: x + (width - newWidth) * across,
      y: y + (height - newHeight) * down,
      width: newWidth,
      height: newHeight,
    };
    this.#apply();
  }

  #wheel(event: WheelEvent): void {
    // Without a key the wheel scrolls the page, as everywhere.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top, width, height } = this.#svg.getBoundingClientRect();
    const factor = 1.002 ** Math.max(-200, Math.min(200, event.deltaY));
    this.zoom(factor, (event.clientX - left) / width, (event.clientY - top) / height);
  }

  #drag(down: PointerEvent): void {
    const start = { ...this.#box };
    const { width, height } = this.#svg.getBoundingClientRect();
    const unit = Math.max(start.width / width, start.height / height);
    const move = (event: PointerEvent): void => {
      this.#fitted = false;
      this.#box.x = start.x - (event.clientX - down.clientX) * unit;
      this.#box.y = start.y - (event.clientY - down.clientY) * unit;
      this.#apply();
    };
    const up = (): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', up);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', up);
  }

  #apply(): void {
    const { x, y, width, height } = this.#box;
    this.#svg.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
  }
}
