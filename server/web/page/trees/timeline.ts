import type { SandboxAnswer, SandboxEvent, SandboxTrace } from '../../messages.ts';
import { TreeModel } from './model.ts';

/** One moment of one tree: after the search of an operation, or after an event of it. */
interface Step {
  readonly trace: SandboxTrace;
  /** Undefined for the search alone. */
  readonly event: SandboxEvent | undefined;
}

/** The history of one tree, played forward and back. */
export class Timeline {
  readonly model: TreeModel = new TreeModel();
  readonly answer: SandboxAnswer;
  readonly #steps: readonly (readonly Step[])[];
  #operation = 0;
  #done = 0;

  constructor(answer: SandboxAnswer) {
    this.answer = answer;
    this.#steps = answer.traces.map((trace) => [
      { trace, event: undefined },
      ...trace.events.map((event) => ({ trace, event })),
    ]);
  }

  /** Steps of an operation: its search, and its events. */
  stepsOf(operation: number): number {
    return this.#steps[operation]?.length ?? 0;
  }

  /**
   * Goes to the moment when `done` steps of `operation` are done, or all it has where that is
   * less, and all of the ones before. Returns the last step that was done, if any.
   */
  seek(operation: number, done: number): Step | undefined {
    while (this.#operation < operation) this.#forward(this.stepsOf(this.#operation));
    while (this.#operation > operation) this.#back();
    const wanted = Math.min(done, this.stepsOf(operation));
    if (wanted < this.#done) this.#undoTo(wanted);
    this.#doTo(wanted);
    return this.#steps[operation]?.[wanted - 1];
  }

  #forward(steps: number): void {
    this.#doTo(steps);
    this.#operation += 1;
    this.#done = 0;
  }

  #back(): void {
    this.#undoTo(0);
    this.#operation -= 1;
    this.#done = this.stepsOf(this.#operation);
  }

  #doTo(done: number): void {
    const steps = this.#steps[this.#operation] ?? [];
    for (; this.#done < done; this.#done += 1) {
      this.model.do(steps[this.#done]!.event?.writes ?? []);
    }
  }

  #undoTo(done: number): void {
    const steps = this.#steps[this.#operation] ?? [];
    for (; this.#done > done; this.#done -= 1) {
      this.model.undo(steps[this.#done - 1]!.event?.writes ?? []);
    }
  }
}

/** Moments of several trees side by side: an operation takes as long as the slowest needs. */
export class Score {
  /** Operation and steps done of every moment; the first is before anything. */
  readonly moments: readonly { readonly operation: number; readonly done: number }[];
  /** Index of the last moment of each operation. */
  readonly ends: readonly number[];

  constructor(timelines: readonly Timeline[], operations: number) {
    const moments = [{ operation: 0, done: 0 }];
    const ends: number[] = [];
    for (let operation = 0; operation < operations; operation += 1) {
      const steps = Math.max(...timelines.map((timeline) => timeline.stepsOf(operation)));
      for (let done = 1; done <= steps; done += 1) moments.push({ operation, done });
      ends.push(moments.length - 1);
    }
    this.moments = moments;
    this.ends = ends;
  }
}
