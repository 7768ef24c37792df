import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue } from '../../../server/turns/fair-queue.ts';
import { Gate } from '../../../server/turns/gate.ts';

describe('a fair queue', () => {
  it('serves sources in turn and each in its order, as a model of lists does', () => {
    const command = fc.oneof(
      fc.record({ do: fc.constant('push' as const), source: fc.nat(4) }),
      fc.record({ do: fc.constant('shift' as const) }),
      fc.record({ do: fc.constant('remove' as const), pick: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const queue = new FairQueue<number>();
        const turns: { source: number; items: number[] }[] = [];
        let next = 0;
        for (const step of commands) {
          const waiting = turns.flatMap(({ source, items }) => {
            return items.map((item) => ({ source, item }));
          });
          if (step.do === 'push') {
            const line = turns.find(({ source }) => source === step.source);
            if (line === undefined) turns.push({ source: step.source, items: [next] });
            else line.items.push(next);
            queue.push(step.source, next);
            next += 1;
          } else if (step.do === 'shift') {
            const line = turns.shift();
            expect(queue.shift()).toBe(line?.items.shift());
            if (line !== undefined && line.items.length > 0) turns.push(line);
          } else if (waiting.length > 0) {
            const { source, item } = waiting[step.pick % waiting.length]!;
            const index = turns.findIndex((line) => line.source === source);
            turns[index]!.items = turns[index]!.items.filter((other) => other !== item);
            if (turns[index]!.items.length === 0) turns.splice(index, 1);
            expect(queue.remove(source, item)).toBe(true);
            expect(queue.remove(source, item)).toBe(false);
          }
          expect(queue.length).toBe(turns.reduce((sum, { items }) => sum + items.length, 0));
        }
      }),
    );
  });
});

interface Asked {
  readonly source: number;
  readonly abort: boolean;
}

describe('a gate', () => {
  it('settles everything once, in turns, whatever is given up and in whatever order work ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 6 }),
        fc.array(fc.record({ source: fc.nat(2), abort: fc.boolean() }), { maxLength: 16 }),
        async (scheduler, width, waitingMax, asked) => {
          const begun: number[] = [];
          let inside = 0;
          const gate = new Gate<number, number>({
            width: () => width,
            waitingMax,
            async perform(item) {
              inside += 1;
              expect(inside).toBeLessThanOrEqual(width);
              begun.push(item);
              await scheduler.schedule(Promise.resolve());
              inside -= 1;
              if (item % 5 === 4) throw new Error(`bad ${item}`);
              return item;
            },
          });
          const outcomes = asked.map(async ({ source, abort }: Asked, item) => {
            const client = new AbortController();
            const answer = gate.pass(item, { source, signal: client.signal });
            expect(gate.waiting).toBeLessThanOrEqual(waitingMax);
            if (abort) void scheduler.schedule(Promise.resolve()).then(() => client.abort());
            try {
              expect(await answer).toBe(item);
              return 'done';
            } catch (error) {
              const { name, code, message } = error as Error & { readonly code?: string };
              if (name === 'AbortError') return 'aborted';
              return code ?? message;
            }
          });
          await scheduler.waitFor(Promise.all(outcomes));
          await scheduler.waitIdle();
          await gate.idle();
          expect([gate.waiting, gate.inside, inside]).toEqual([0, 0, 0]);
          for (const [item, outcome] of (await Promise.all(outcomes)).entries()) {
            const expected = item % 5 === 4 ? `bad ${item}` : 'done';
            const allowed = [expected, 'BUSY', ...(asked[item]!.abort ? ['aborted'] : [])];
            expect(allowed).toContain(outcome);
            if (outcome === 'BUSY') expect(begun).not.toContain(item);
            if (outcome === expected) expect(begun.filter((one) => one === item)).toEqual([item]);
          }
          for (const source of [0, 1, 2]) {
            const own = begun.filter((item) => asked[item]!.source === source);
            expect(own).toEqual(own.toSorted((a, b) => a - b));
          }
        },
      ),
    );
  });

  it('lets the one request of a quiet client pass the many of a busy one', async () => {
    const order: string[] = [];
    const gate = new Gate<string, void>({
      width: () => 1,
      waitingMax: 100,
      perform: (item) => {
        order.push(item);
        return Promise.resolve();
      },
    });
    const busy = {};
    const many = Array.from({ length: 5 }, (_, index) =>
      gate.pass(`busy ${index}`, { source: busy }),
    );
    await Promise.all([...many, gate.pass('quiet', { source: {} })]);

    expect(order.indexOf('quiet')).toBe(2);
  });

  it('does not begin what is aborted before it is asked for', async () => {
    const gate = new Gate<string, string>({
      width: () => 1,
      waitingMax: 0,
      perform: (item) => Promise.resolve(item),
    });
    const client = new AbortController();
    client.abort();

    await expect(gate.pass('late', { signal: client.signal })).rejects.toThrow(/abort/);
    expect(await gate.pass('there is room')).toBe('there is room');
  });
});
