import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../../server/turns/byte-budget.ts';
import { ByteRoom } from '../../../server/turns/byte-room.ts';

const KIB = 1024;
const BYTES_MAX = 1024 * KIB;
const CLIENT_BYTES = 64 * KIB;

/** A client that claims one amount after the other, and holds what it got. */
class Client {
  readonly room: ByteRoom;
  readonly held: number[] = [];
  wanted: number | undefined;

  constructor(budget: ByteBudget, onGot: () => void) {
    const onRoom = (): void => {
      if (this.#claim()) onGot();
    };
    this.room = new ByteRoom({ budget, bytesMax: BYTES_MAX, onRoom });
  }

  /** Asks for `bytes`; whether it got them at once. Requires that it waits for nothing. */
  want(bytes: number): boolean {
    this.wanted = bytes;
    return this.#claim();
  }

  #claim(): boolean {
    if (this.wanted === undefined || !this.room.claim(this.wanted)) return false;
    this.held.push(this.wanted);
    this.wanted = undefined;
    return true;
  }

  giveBack(): void {
    const bytes = this.held.shift();
    if (bytes === undefined) return;
    this.room.add(-bytes);
    if (this.wanted !== undefined) this.#claim(); // Its own limit may have stood in the way.
  }

  close(): void {
    this.held.length = 0;
    this.wanted = undefined;
    this.room.close();
  }
}

describe('a budget', () => {
  it('never holds more than it may, and leaves nobody waiting who could be served', () => {
    const step = fc.record({
      client: fc.nat(5),
      act: fc.constantFrom('want', 'want', 'give back', 'close'),
      kib: fc.integer({ min: 1, max: 600 }),
    });
    let waits = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const budget = new ByteBudget(BYTES_MAX);
        const open = (): Client => new Client(budget, () => undefined);
        const clients = Array.from({ length: 6 }, open);
        for (const { client: at, act, kib } of steps) {
          const client = clients[at]!;
          if (act === 'give back') client.giveBack();
          else if (act === 'close') {
            client.close();
            clients[at] = open();
          } else if (client.wanted === undefined && !client.want(kib * KIB)) waits += 1;
          const held = clients.flatMap((one) => one.held).reduce((sum, bytes) => sum + bytes, 0);
          expect(budget.bytesHeld).toBe(held);
          expect(held).toBeLessThanOrEqual(BYTES_MAX + 6 * CLIENT_BYTES);
        }
        // Everybody who waits is served when the others give back.
        for (let round = 0; round < 200; round += 1) {
          for (const client of clients) client.giveBack();
        }
        expect(clients.map(({ wanted }) => wanted)).toEqual(clients.map(() => undefined));
        expect(budget.bytesHeld).toBe(0);
      }),
      { numRuns: 500 },
    );
    expect(waits).toBeGreaterThan(100);
  });

  it('serves in the order of asking: a great claim is not passed by small ones for ever', () => {
    const budget = new ByteBudget(BYTES_MAX);
    const order: string[] = [];
    const client = (name: string): Client => new Client(budget, () => order.push(name));
    const first = client('first');
    expect(first.want(600 * KIB)).toBe(true);
    const great = client('great');
    expect(great.want(900 * KIB)).toBe(false);
    const late = client('late');
    expect(late.want(100 * KIB)).toBe(false); // There is room, but not its turn.
    expect(client('small').want(CLIENT_BYTES)).toBe(true);
    first.giveBack();
    expect(order).toEqual(['great']);
    great.giveBack();
    expect(order).toEqual(['great', 'late']);
  });

  it('forgets who waits and goes, and serves those behind', () => {
    const budget = new ByteBudget(BYTES_MAX);
    const order: string[] = [];
    const client = (name: string): Client => new Client(budget, () => order.push(name));
    expect(client('holder').want(600 * KIB)).toBe(true);
    const goner = client('goner');
    expect(goner.want(900 * KIB)).toBe(false);
    expect(client('behind').want(100 * KIB)).toBe(false);
    goner.close();
    expect(order).toEqual(['behind']);
    expect(budget.bytesHeld).toBe(700 * KIB);
  });
});
