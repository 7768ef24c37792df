import { emptyModel, type Model } from '../model.ts';
import type { Note, Operation } from './journal.ts';

/** What a file must and may hold when it is opened next. */
export interface Promises {
  /** At least this commit must be there. */
  readonly floor: number;
  /** What the whole file holds after each commit that may be there. */
  readonly allowed: ReadonlyMap<number, Model>;
}

/** Nothing was asked for yet. */
export const NO_PROMISES: Promises = { floor: 0, allowed: new Map([[0, emptyModel]]) };

/** The promises after `note`. */
export function promised({ floor, allowed }: Promises, note: Note): Promises {
  switch (note.tag) {
    case 'asked':
      return { floor, allowed: new Map(allowed).set(note.commit, note.contents) };
    case 'acknowledged':
      return { floor: Math.max(floor, note.commit), allowed };
    case 'shown':
      return {
        floor: Math.max(floor, note.commit),
        allowed: new Map([...allowed].filter(([commit]) => commit <= note.commit)),
      };
    default:
      throw new TypeError(`unknown note ${JSON.stringify(note satisfies never)}`);
  }
}

/** Whether an operation is a note. */
export function isNote(operation: Operation): operation is Note {
  return operation.tag === 'asked' || operation.tag === 'acknowledged' || operation.tag === 'shown';
}
