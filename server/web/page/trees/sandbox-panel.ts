import type { SandboxAnswer, SandboxCheck, SandboxEvent } from '../../messages.ts';
import { h } from '../dom.ts';
import { describeStep } from './describe.ts';
import { TreeDrawing } from './drawing.ts';
import { Timeline } from './timeline.ts';

/** One engine's tree in the sandbox: its picture, and what the step did. */
export class SandboxPanel {
  readonly element: HTMLElement;
  readonly timeline: Timeline;
  readonly #drawing: TreeDrawing;
  readonly #facts: HTMLElement = h('small');
  readonly #told: HTMLElement = h('p', { class: 'note', 'data-told': true });
  /** The check of the last moment that had one is that of this operation. */
  readonly #rotations: readonly number[];

  constructor(answer: SandboxAnswer) {
    const { engine, coloured } = answer;
    this.timeline = new Timeline(answer);
    this.#drawing = new TreeDrawing({ label: `${engine} tree`, coloured });
    let rotations = 0;
    this.#rotations = answer.traces.map(({ events }) => {
      rotations += events.filter(isRotation).length;
      return rotations;
    });
    this.element = h(
      'figure',
      { 'data-engine': engine },
      h('figcaption', {}, engine, this.#facts),
      this.#drawing.element,
      this.#told,
    );
  }

  /** Shows the tree after `done` steps of `operation`. */
  show(operation: number, done: number, how: { readonly animate: boolean }): void {
    const step = this.timeline.seek(operation, done);
    const { model, answer } = this.timeline;
    const changed = new Set((step?.event?.writes ?? []).map(([, node]) => node));
    const way = step?.event === undefined ? model.way(step?.trace.turns ?? '') : [];
    this.#drawing.show(model, { way: step === undefined ? [] : way, changed }, how);
    this.#told.textContent =
      step === undefined ? 'An empty tree.' : describeStep(step.trace, step.event, model);
    const ended = done >= this.timeline.stepsOf(operation) && step !== undefined;
    const known = ended ? answer.traces[operation]?.check : undefined;
    this.#state(known, this.#rotations[operation - (ended ? 0 : 1)] ?? 0);
  }

  #state(check: SandboxCheck | undefined, rotations: number): void {
    const places = this.timeline.model.places();
    const height = places.reduce((most, { level }) => Math.max(most, level + 1), 0);
    const facts = [
      `${places.length} ${places.length === 1 ? 'key' : 'keys'}`,
      `height ${height}`,
      `${rotations} ${rotations === 1 ? 'rotation' : 'rotations'}`,
    ];
    this.#facts.replaceChildren(facts.join(', '), verdict(check) ?? '');
  }
}

function isRotation({ tag }: SandboxEvent): boolean {
  return tag === 'rotate-left' || tag === 'rotate-right';
}

/** What the engine's own check says, where it was asked. */
function verdict(check: SandboxCheck | undefined): HTMLElement | undefined {
  if (check === undefined) return undefined;
  const { faults } = check;
  if (faults.length === 0) return h('span', { class: 'good', 'data-valid': 'yes' }, ' ✓ valid');
  return h('span', { class: 'fault', 'data-valid': 'no' }, ` not valid: ${faults[0]}`);
}
