import { button, h } from '../dom.ts';

const TICK_MS = 900;

/** What a player drives. */
export interface Score {
  /** Number of the last moment; the first is 0. */
  readonly last: number;
  /** Moments at which whole operations end, ascending. */
  readonly stops: readonly number[];
}

/** Buttons and a slider that go through moments, one by one or by themselves. */
export class Player {
  readonly element: HTMLElement;
  readonly #onMove: (moment: number) => void;
  readonly #slider: HTMLInputElement;
  readonly #play: HTMLButtonElement;
  #score: Score = { last: 0, stops: [] };
  #moment = 0;
  #timer: number | undefined;

  constructor(onMove: (moment: number) => void) {
    this.#onMove = onMove;
    this.#slider = h('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': 'Step' });
    this.#slider.addEventListener('input', () => this.#go(Number(this.#slider.value)));
    this.#play = button('▶', () => this.#toggle(), { label: 'play', kind: 'primary' });
    this.element = h(
      'div',
      { class: 'row tight', role: 'group', 'aria-label': 'Steps' },
      button('|‹', () => this.#go(0), { label: 'to the beginning' }),
      button('«', () => this.#go(this.#stopBefore()), { label: 'one operation back' }),
      button('‹', () => this.#go(this.#moment - 1), { label: 'one step back' }),
      this.#play,
      button('›', () => this.#go(this.#moment + 1), { label: 'one step forward' }),
      button('»', () => this.#go(this.#stopAfter()), { label: 'one operation forward' }),
      button('›|', () => this.#go(this.#score.last), { label: 'to the end' }),
      h('div', { class: 'grow slider' }, this.#slider),
    );
  }

  /** Goes through other moments from now on, and stands at `moment`. Tells nobody. */
  load(score: Score, moment: number): void {
    this.#score = score;
    this.#slider.max = String(score.last);
    this.#set(moment);
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#play.textContent = '▶';
    this.#play.setAttribute('aria-label', 'play');
  }

  #toggle(): void {
    if (this.#timer !== undefined) {
      this.pause();
      return;
    }
    this.#play.textContent = '❚❚';
    this.#play.setAttribute('aria-label', 'pause');
    if (this.#moment === this.#score.last) this.#move(0);
    this.#timer = setInterval(() => {
      this.#move(this.#moment + 1);
      if (this.#moment === this.#score.last) this.pause();
    }, TICK_MS);
  }

  /** A person's move, which ends playing. */
  #go(moment: number): void {
    this.pause();
    this.#move(moment);
  }

  #move(moment: number): void {
    this.#set(moment);
    this.#onMove(this.#moment);
  }

  #set(moment: number): void {
    this.#moment = Math.max(0, Math.min(moment, this.#score.last));
    this.#slider.value = String(this.#moment);
  }

  #stopBefore(): number {
    return this.#score.stops.findLast((stop) => stop < this.#moment) ?? 0;
  }

  #stopAfter(): number {
    return this.#score.stops.find((stop) => stop > this.#moment) ?? this.#score.last;
  }
}
