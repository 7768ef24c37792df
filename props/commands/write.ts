import type { Durability } from '../../engines/index.ts';
import { expectSame, expectThat, rejectionOf } from '../expect.ts';
import { sameContents } from '../model.ts';
import { expectReader } from './agree.ts';
import { type Command, type Ideal, type Session, withSnapshot } from './session.ts';
import { perform, type Step, showStep } from './steps.ts';

/** How a transaction ends: by returning, or by throwing after its last step. */
export type Ending = 'commit' | 'abort';

/** One transaction of `steps`; afterwards the file shows all of them, or none after an abort. */
export function writeCommand(
  steps: readonly Step[],
  { ending, durability }: { readonly ending: Ending; readonly durability: Durability },
): Command {
  return {
    check: () => true,
    run: async (ideal, session) => {
      const before = commitOf(session);
      const after = await (ending === 'commit'
        ? commit(ideal, session, steps, durability)
        : abort(ideal, session, steps));
      const changed = !sameContents(ideal.current, after);
      expectCommitNumber(commitOf(session) - before, { ending, changed });
      ideal.current = after;
      if (ending === 'commit') {
        ideal.unsynced = durability === 'none' || (ideal.unsynced && !changed);
      }
    },
    toString: () =>
      `${ending}${durability === 'none' ? ' unsynced' : ''}(${steps.map(showStep).join('; ')})`,
  };
}

async function commit(
  ideal: Ideal,
  session: Session,
  steps: readonly Step[],
  durability: Durability,
): Promise<Ideal['current']> {
  return session.file.write(
    (tx) => {
      let model = ideal.current;
      for (const step of steps) {
        model = perform(tx, model, step);
      }
      expectReader(session.engine, tx, model);
      return model;
    },
    { durability },
  );
}

async function abort(
  ideal: Ideal,
  session: Session,
  steps: readonly Step[],
): Promise<Ideal['current']> {
  const reason = new Error('the work changes its mind');
  const rejection = await rejectionOf(async () =>
    session.file.write((tx) => {
      let model = ideal.current;
      for (const step of steps) {
        model = perform(tx, model, step);
      }
      throw reason;
    }),
  );
  if (rejection !== reason) {
    throw rejection ?? new Error('the write of a work that throws resolved');
  }
  return ideal.current;
}

function expectCommitNumber(
  rise: number,
  { ending, changed }: { readonly ending: Ending; readonly changed: boolean },
): void {
  if (ending === 'abort') {
    expectSame(rise, 0, 'commits made by an aborted transaction');
  } else if (changed) {
    expectSame(rise, 1, 'commits made by one transaction');
  } else {
    expectThat(rise === 0 || rise === 1, `a transaction that changed nothing made ${rise} commits`);
  }
}

function commitOf(session: Session): number {
  return withSnapshot(session.file, (snapshot) => snapshot.commit);
}
