import * as fc from 'fast-check';
import type { Entry, OpenOptions } from '../../engines/index.ts';
import { commandsFor } from '../arbitraries/index.ts';
import type { Ideal, Session } from '../commands/index.ts';
import {
  type Command,
  expectFile,
  expectReader,
  expectSound,
  supports,
} from '../commands/index.ts';
import { emptyModel, type Model, withTree } from '../model.ts';
import { forAll } from './for-all.ts';
import { CACHE_BYTES_MIN, withPath } from './handles.ts';
import type { Law, LawContext } from './law.ts';
import { entriesTo, inOrder, putAll, scrambled } from './samples.ts';

/** After this many commands the whole file is compared and verified, and once more at the end. */
const COMMANDS_PER_CHECK = 8;

/** Disk runs cost a sync a commit. */
const DISK_SHARE = 0.2;

interface Plan {
  readonly preload: readonly Entry[];
  readonly commands: readonly Command[];
}

/** The laws that compare a file with the oracle after random sequences of commands. */
export const agreementLaws: readonly Law[] = [
  {
    name: 'Any sequence of commands in memory leaves what it leaves in a sorted map',
    requires: [],
    check: async (context) => {
      const commands = commandsFor(context.engine, { countMax: 40, onDisk: false });
      await forAll(
        context,
        commands,
        async (sequence) => runPlan(context, undefined, { preload: [], commands: sequence }),
        { show: showCommands },
      );
    },
  },
  {
    name: 'Any sequence of commands on disk, reopening among them, leaves what it leaves in a map',
    requires: ['persistence'],
    check: async (context) => {
      const plans = fc.record({
        preload: fc.constantFrom([], entriesTo(10), entriesTo(1_500, 80)),
        commands: commandsFor(context.engine, { countMax: 30, onDisk: true }),
      });
      await forAll(
        context,
        plans,
        async (plan) => withPath(context, async (path) => runPlan(context, path, plan)),
        {
          share: DISK_SHARE,
          show: ({ preload, commands }) =>
            `${preload.length} entries in tree a, then ${showCommands(commands)}`,
        },
      );
    },
  },
];

async function runPlan(
  { engine }: LawContext,
  path: string | undefined,
  { preload, commands }: Plan,
): Promise<void> {
  const options: OpenOptions = { cacheBytes: CACHE_BYTES_MIN };
  const session: Session = {
    engine,
    path,
    options,
    file: await engine.open(path, options),
    held: [],
  };
  const model: Model = preload.length === 0 ? emptyModel : withTree(emptyModel, 'a', preload);
  const ideal: Ideal = { current: model, held: [], unsynced: false };
  try {
    await putAll(session.file, 'a', scrambled(preload));
    await inOrder(commands.entries(), async ([index, command]) => {
      if (command.check(ideal)) {
        await command.run(ideal, session);
      }
      if ((index + 1) % COMMANDS_PER_CHECK === 0) {
        await expectAll(ideal, session);
      }
    });
    await expectAll(ideal, session);
  } catch (error) {
    await session.file.close().catch(() => undefined);
    throw error;
  }
  await session.file.close();
}

async function expectAll(ideal: Ideal, session: Session): Promise<void> {
  expectFile(session.engine, session.file, ideal.current);
  for (const [index, snapshot] of session.held.entries()) {
    expectReader(session.engine, snapshot, ideal.held[index] ?? emptyModel);
  }
  if (supports(session.engine, 'verify')) {
    await expectSound(session.file, ideal.current);
  }
}

function showCommands(commands: readonly Command[]): string {
  return commands.length === 0 ? 'no command' : commands.map(String).join(', then ');
}
