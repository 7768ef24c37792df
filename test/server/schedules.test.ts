import type { Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { type DiskImage, recordingStorage } from '../../props/faults/index.ts';
import { scheduledStorage } from '../../props/interleavings/scheduled-storage.ts';
import { engineOver } from '../../props/processes/engines.ts';
import { OPEN_ACCESS, Strangers } from '../../server/access/index.ts';
import { loadCollection } from '../../server/database/collection.ts';
import { CollectionDatabase } from '../../server/database/collection-database.ts';
import { type Compute, inlineCompute } from '../../server/database/compute.ts';
import { memorySelects } from '../../server/database/selects.ts';
import { completeSettings, writeSettings } from '../../server/database/settings.ts';
import { encodeId, TREES } from '../../server/database/trees.ts';
import { dispatcher } from '../../server/dispatch.ts';
import { RequestReader } from '../../server/reading/index.ts';
import { createMeasure } from '../../server/similarity/index.ts';
import { Connection } from '../../server/socket/connection.ts';
import { CONNECTION_LIMITS } from '../../server/socket/connection-limits.ts';
import { ByteBudget } from '../../server/turns/byte-budget.ts';
import { Gate } from '../../server/turns/gate.ts';
import { TurnAllowance } from '../../server/turns/turn-allowance.ts';
import { RawClient, type RawReply } from './raw-client.ts';

const FILE = 'collection.vantage';
const SETTINGS = completeSettings({ length: 3, vantagePoints: 0 }, 'red-black');
const measure = createMeasure(SETTINGS.measure, SETTINGS.length);
/** Turns of the event loop after which what has not ended counts as stuck. */
const TURNS_MAX = 2_000;
const GATE = { width: () => 2, waitingMax: 4 };

/** What a client asks for, in its order; an insert is of an id of its own. */
type Asked = 'insert' | 'insert the same' | 'search' | 'ping';

const clientsOf: fc.Arbitrary<readonly (readonly Asked[])[]> = fc.array(
  fc.array(fc.constantFrom<Asked>('insert', 'insert', 'insert the same', 'search', 'ping'), {
    minLength: 1,
    maxLength: 6,
  }),
  { minLength: 1, maxLength: 4 },
);

/** A compute that has all its work done behind a gate, when the scheduler says so. */
function gatedCompute(inner: Compute, scheduler: fc.Scheduler): Compute {
  const gate = new Gate<() => Promise<unknown>, unknown>({
    ...GATE,
    async perform(work) {
      await scheduler.schedule(Promise.resolve(), 'compute');
      return work();
    },
  });
  return {
    ...inner,
    search: (view, request, turn) =>
      gate.pass(() => inner.search(view, request), turn) as ReturnType<Compute['search']>,
    project: (view, values) =>
      gate.pass(() => inner.project(view, values)) as ReturnType<Compute['project']>,
    close: () => gate.idle(),
  };
}

async function openOver(engine: Engine, scheduler: fc.Scheduler): Promise<CollectionDatabase> {
  const file = await engine.open(FILE);
  await writeSettings(file, SETTINGS);
  const loaded = loadCollection(file, measure);
  const source = { enginePath: undefined, settings: SETTINGS };
  const compute = gatedCompute(inlineCompute(source, measure), scheduler);
  const parts = { path: undefined, settings: SETTINGS, file, measure, loaded, compute };
  const selects = memorySelects({ path: undefined });
  return new CollectionDatabase({ ...parts, selects, now: () => 0 });
}

/** The ids that a disk has after a crash. */
async function idsAfterCrash(
  image: DiskImage,
  over: (storage: Storage) => Engine,
): Promise<(id: string) => boolean> {
  const file = await over(recordingStorage(image).storage).open(FILE);
  const snapshot = file.snapshot();
  const ids = snapshot.tree(TREES.ids);
  const { faults } = await file.verify();
  expect(faults).toEqual([]);
  return (id) => ids.get(encodeId(id)) !== undefined;
}

function messageOf(asked: Asked, client: number, index: number): Record<string, unknown> {
  const request = `${index}`;
  const ts = [
    [0, 1, 2],
    [client, index, 7],
  ];
  switch (asked) {
    case 'insert':
      return { op: 'insert_ts', id: `${client}-${index}`, ts, request };
    case 'insert the same':
      return { op: 'insert_ts', id: 'same', ts: [ts[0], [1, 0, 2]], request };
    case 'search':
      return { op: 'with_ts', ts, k: 3, request, strategy: 'scan' };
    case 'ping':
      return { op: 'ping', request };
    default:
      throw new TypeError(String(asked satisfies never));
  }
}

interface Heard {
  readonly client: number;
  readonly reply: RawReply;
  /** The disk as a crash at that moment leaves it. */
  readonly image: DiskImage;
}

describe.each(['red-black', 'unbalanced'])('requests over a %s file', (name) => {
  const over = (storage: Storage): Engine => engineOver(name, storage);

  it('are answered once, in order, and what is acknowledged is durable, whenever work ends and the server drains', async () => {
    const seen = { acknowledged: 0, refused: 0, unread: 0, searched: 0 };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), clientsOf, fc.nat(20), async (scheduler, plans, drainAt) => {
        const disk = scheduledStorage(scheduler);
        const opening = openOver(over(disk.storage), scheduler);
        await scheduler.waitFor(opening);
        const database = await opening;
        const output = new ByteBudget();
        const input = new ByteBudget();
        const reader = new RequestReader();
        const handler = dispatcher(database);
        const heard: Heard[] = [];
        const faults: unknown[] = [];
        const connections = plans.map(() => {
          const [near, far] = duplexPair({ allowHalfOpen: true });
          // What a connection needs of a socket is what any stream has.
          const connection = new Connection(far as Socket, {
            handler,
            limits: CONNECTION_LIMITS,
            access: OPEN_ACCESS,
            strangers: new Strangers(1),
            reader,
            input,
            output,
            allowance: new TurnAllowance(),
            cost: () => 0,
            events: { onFault: (error) => faults.push(error) },
          });
          return { connection, client: new RawClient(near as Socket) };
        });
        const listening = connections.map(async ({ client }, at) => {
          for (;;) {
            // oxlint-disable-next-line no-await-in-loop -- One reply after the other.
            const reply = await client.receive();
            if (reply === undefined) break;
            const { files, names } = disk.survivors();
            heard.push({ client: at, reply, image: { files: new Map(files), names } });
          }
          client.socket.end();
        });
        const steps = plans.flatMap((plan, client) =>
          plan.map((asked, index) => async () => {
            const { socket } = connections[client]!.client;
            if (!socket.writableEnded)
              connections[client]!.client.send(messageOf(asked, client, index));
          }),
        );
        const at = Math.min(drainAt, steps.length);
        steps.splice(at, 0, async () => {
          for (const { connection } of connections) connection.drain();
        });
        scheduler.scheduleSequence(steps.map((builder) => ({ label: 'client', builder })));
        const state = { ended: false };
        const end = (async () => {
          await Promise.all([...listening, ...connections.map((one) => one.connection.closed)]);
          await database.close();
          state.ended = true;
        })();
        for (let turn = 0; turn < TURNS_MAX && !state.ended; turn += 1) {
          // oxlint-disable-next-line no-await-in-loop -- Streams and the engine take turns of the event loop.
          if (scheduler.count() > 0) await scheduler.waitOne();
          // oxlint-disable-next-line no-await-in-loop -- As above.
          await nextTurn();
        }
        expect(state.ended).toBe(true);
        await end;
        expect(faults).toEqual([]);
        expect([input.bytesHeld, output.bytesHeld]).toEqual([0, 0]);

        const has = await idsAfterCrash(disk.survivors(), over);
        for (const [client, plan] of plans.entries()) {
          const replies = heard.filter((one) => one.client === client).map(({ reply }) => reply);
          const numbers = replies.map((reply) => Number(reply['request']));
          expect(numbers).toEqual(replies.map((_, index) => index));
          for (const [index, asked] of plan.entries()) {
            const status = replies[index]?.['status'];
            if (status === undefined) seen.unread += 1;
            if (status === 23) seen.refused += 1;
            if (asked === 'search' && status === 0) seen.searched += 1;
            expect([0, 17, 23, undefined]).toContain(status);
            if (asked === 'insert') expect(has(`${client}-${index}`)).toBe(status === 0);
          }
        }
        for (const { client, reply, image } of heard) {
          if (reply['op'] !== 'insert_ts' || reply['status'] !== 0) continue;
          seen.acknowledged += 1;
          const asked = plans[client]![Number(reply['request'])]!;
          const id = asked === 'insert' ? `${client}-${String(reply['request'])}` : 'same';
          // oxlint-disable-next-line no-await-in-loop -- One disk after the other.
          expect((await idsAfterCrash(image, over))(id)).toBe(true);
        }
      }),
      { numRuns: 80 },
    );
    for (const [what, count] of Object.entries(seen)) {
      expect([what, count > 5 || count]).toEqual([what, true]);
    }
  });
});
