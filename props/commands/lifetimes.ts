/** Commands about snapshots and about the handle itself. */
import { expectCode, expectSame } from '../expect.ts';
import { expectFile, expectReader } from './agree.ts';
import { type Command, withSnapshot } from './session.ts';
import { expectSound } from './sound.ts';

/** Takes a snapshot and keeps it. */
export function holdCommand(): Command {
  return {
    check: () => true,
    run: async (ideal, session) => {
      session.held.push(session.file.snapshot());
      ideal.held.push(ideal.current);
    },
    toString: () => 'hold a snapshot',
  };
}

/** Requires a held snapshot to show what it showed when it was taken. */
export function recallCommand(pick: number): Command {
  return {
    check: (ideal) => ideal.held.length > 0,
    run: async (ideal, session) => {
      const index = pick % ideal.held.length;
      const model = ideal.held[index];
      const snapshot = session.held[index];
      if (model !== undefined && snapshot !== undefined) {
        expectReader(session.engine, snapshot, model);
      }
    },
    toString: () => `look at held snapshot ${pick}`,
  };
}

/** Releases a held snapshot, twice, and requires its readers to have ended. */
export function releaseCommand(pick: number): Command {
  return {
    check: (ideal) => ideal.held.length > 0,
    run: async (ideal, session) => {
      const index = pick % ideal.held.length;
      ideal.held.splice(index, 1);
      const [snapshot] = session.held.splice(index, 1);
      const tree = snapshot?.tree('a');
      snapshot?.release();
      snapshot?.release();
      expectCode('CLOSED', () => tree?.first(), 'first() after release()');
    },
    toString: () => `release held snapshot ${pick}`,
  };
}

/** Closes the file and opens it again; held snapshots end, contents and commit number stay. */
export function reopenCommand(): Command {
  return {
    check: (ideal) => !ideal.unsynced,
    run: async (ideal, session) => {
      const before = withSnapshot(session.file, ({ commit }) => commit);
      await session.file.close();
      session.held = [];
      ideal.held = [];
      session.file = await session.engine.open(session.path, session.options);
      expectSame(
        withSnapshot(session.file, ({ commit }) => commit),
        before,
        'commit number after reopening',
      );
      expectFile(session.engine, session.file, ideal.current);
    },
    toString: () => 'reopen',
  };
}

/** Compacts; contents stay as they are. */
export function compactCommand(): Command {
  return {
    check: () => true,
    run: async (ideal, session) => {
      await session.file.compact();
      expectFile(session.engine, session.file, ideal.current);
    },
    toString: () => 'compact',
  };
}

/** Walks the whole file and requires it to be sound. */
export function verifyCommand(): Command {
  return {
    check: () => true,
    run: async (ideal, session) => {
      await expectSound(session.file, ideal.current);
    },
    toString: () => 'verify',
  };
}
