import { describe, expect, it } from 'vitest';
import {
  type Entry,
  encodeUint32,
  loadEngine,
  lookupPath,
  measureDepths,
  type OutlineNode,
  outlineOf,
  registeredEngines,
  type TraceEvent,
  type TraceWrite,
  traceEngine,
} from '../../engines/index.ts';
import { randomFrom } from '../server/random.ts';

const NAMES = registeredEngines().map(({ manifest }) => manifest.name);
const NO_VALUE = new Uint8Array(0);

interface Node {
  key: string;
  red: boolean;
  left: number;
  right: number;
}

/** A tree that only knows what the writes of events say. */
class Replayed {
  root = 0;
  readonly nodes: Map<number, Node> = new Map();

  node(id: number): Node {
    const node = this.nodes.get(id) ?? { key: '', red: false, left: 0, right: 0 };
    this.nodes.set(id, node);
    return node;
  }

  set({ field, node }: TraceWrite, value: TraceWrite['before']): void {
    if (field === 'root') this.root = Number(value);
    else if (field === 'key')
      this.node(node).key = Buffer.from(value as Uint8Array).toString('hex');
    else if (field === 'red') this.node(node).red = value === true;
    else this.node(node)[field] = Number(value);
  }

  do(events: readonly TraceEvent[]): void {
    for (const write of events.flatMap(({ writes }) => writes)) this.set(write, write.after);
  }

  undo(events: readonly TraceEvent[]): void {
    const writes = events.flatMap((event) => event.writes);
    for (const write of writes.toReversed()) this.set(write, write.before);
  }

  /** Keys in order, each with its depth and colour. */
  walk(id: number = this.root, depth = 0): readonly string[] {
    if (id === 0) return [];
    const { key, red, left, right } = this.node(id);
    const own = `${key} ${depth}${red ? ' red' : ''}`;
    return [...this.walk(left, depth + 1), own, ...this.walk(right, depth + 1)];
  }
}

/** The same of what an engine file holds. */
function walkOutline(node: OutlineNode | undefined, depth = 0): readonly string[] {
  if (node === undefined) return [];
  const own = `${Buffer.from(node.key).toString('hex')} ${depth}${node.red ? ' red' : ''}`;
  return [...walkOutline(node.left, depth + 1), own, ...walkOutline(node.right, depth + 1)];
}

describe.each(NAMES)('a traced %s tree', (name) => {
  it('tells every change of an ordinary one, forward and back', async () => {
    const random = randomFrom(7);
    const file = await (await loadEngine(name)).open();
    const tree = traceEngine(name);
    const replayed = new Replayed();
    const past: { readonly events: readonly TraceEvent[]; readonly before: readonly string[] }[] =
      [];
    const tags = new Set<string>();
    for (let step = 0; step < 600; step += 1) {
      const key = encodeUint32(random(90));
      const isDelete = random(5) < 2;
      const before = replayed.walk();
      const { events, found } = isDelete ? tree.delete(key) : tree.insert(key);
      await file.write((tx) => {
        expect(tx.tree('t').has(key)).toBe(found);
        if (isDelete) tx.tree('t').delete(key);
        else tx.tree('t').put(key, NO_VALUE);
      });
      replayed.do(events);
      past.push({ events, before });
      for (const { tag } of events) tags.add(tag);
      expect(tree.verify().faults).toEqual([]);
      const snapshot = file.snapshot();
      const { top, entries } = outlineOf(snapshot, 't', { levels: 12 })!;
      if (file.shape('t').height <= 12) expect(replayed.walk()).toEqual(walkOutline(top));
      expect(tree.entries).toBe(entries);
      expect(tree.verify().height).toBe(file.shape('t').height);
      snapshot.release();
    }
    const rotations = past
      .flatMap(({ events }) => events)
      .filter(({ tag }) => tag.startsWith('rot'));
    expect(rotations.length).toBe(file.stats().rotations);
    const always = ['hang', 'replace', 'take-over', 'unlink'];
    const balanced = ['recolour', 'rotate-left', 'rotate-right'];
    expect([...tags].toSorted()).toEqual(
      (tree.coloured ? [...always, ...balanced] : always).toSorted(),
    );
    for (const { events, before } of past.toReversed()) {
      replayed.undo(events);
      expect(replayed.walk()).toEqual(before);
    }
    expect(replayed.root).toBe(0);
    await file.close();
  });

  it('tells the way of a search', () => {
    const tree = traceEngine(name);
    for (const number of [4, 2, 6, 5]) tree.insert(encodeUint32(number));

    expect(tree.find(encodeUint32(5))).toEqual({ turns: 'RL', found: true, events: [] });
    expect(tree.find(encodeUint32(3))).toEqual({ turns: 'LR', found: false, events: [] });
    expect(traceEngine(name).find(encodeUint32(3)).turns).toBe('');
  });
});

describe('the tracer', () => {
  it('draws the rotation of the textbook: 1, 2, 3 in order', () => {
    const tree = traceEngine('red-black');
    tree.insert(encodeUint32(1));
    tree.insert(encodeUint32(2));

    const { events } = tree.insert(encodeUint32(3));

    expect(events.map(({ tag, node }) => [tag, node])).toEqual([
      ['hang', 3],
      ['recolour', 2],
      ['rotate-left', 1],
    ]);
  });

  it('knows the engines that ship', () => {
    expect(() => traceEngine('hash')).toThrow(/no engine "hash" to trace; there are: red-black/);
  });
});

describe.each(NAMES)('the outline of a %s tree on disk pages', (name) => {
  const entries: readonly Entry[] = Array.from({ length: 9_000 }, (_, index) => ({
    key: encodeUint32(index * 2),
    value: NO_VALUE,
  }));

  it('shows a subtree, the way of a lookup, and the nodes of every depth', async () => {
    const file = await (await loadEngine(name)).open();
    await file.load('t', entries);
    const snapshot = file.snapshot();
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses += 1;
    };

    const { top, depth } = outlineOf(snapshot, 't', { levels: 3 })!;
    const below = top!.right!.left!;
    const inner = outlineOf(snapshot, 't', { below: below.key, levels: 1 })!;
    const path = lookupPath(snapshot, 't', encodeUint32(4_001), 64)!;

    expect(walkOutline(top)).toHaveLength(7);
    expect(top!.entries).toBe(9_000);
    expect(depth).toBe(0);
    expect(inner).toMatchObject({ depth: 2, top: { key: below.key, left: undefined } });
    expect(path.found).toBe(false);
    expect(path.keys[0]).toEqual(top!.key);
    expect(lookupPath(snapshot, 't', encodeUint32(4_000), 2)!.keys).toHaveLength(2);
    expect(await measureDepths(snapshot, 't', pause)).toEqual(file.shape('t').depths);
    expect(pauses).toBe(2);
    expect(outlineOf(snapshot, 'none', { levels: 1 })).toEqual({
      top: undefined,
      depth: 0,
      entries: 0,
    });
    expect(await measureDepths(snapshot, 'none', pause)).toEqual([]);
    expect(() => outlineOf(snapshot, 't', { levels: 13 })).toThrow(RangeError);
    snapshot.release();
    await file.close();
  });

  it('is none of engines that keep no nodes', async () => {
    const file = await (await loadEngine('./props/example/sorted-array.js')).open();
    const snapshot = file.snapshot();

    expect(outlineOf(snapshot, 't', { levels: 1 })).toBeUndefined();
    expect(lookupPath(snapshot, 't', NO_VALUE, 1)).toBeUndefined();
    expect(await measureDepths(snapshot, 't', async () => undefined)).toBeUndefined();
    await file.close();
  });
});
