import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, demoSeries } from '../../../server/index.ts';
import {
  DepthMeter,
  listTrees,
  outlineTree,
  readOutlineQuery,
  readTreeName,
} from '../../../server/web/index.ts';
import type { TreeNode } from '../../../server/web/messages.ts';

const COUNT = 220;
const rows = [...demoSeries(COUNT, 1)];
const database = await createDatabase(undefined, { length: rows[0]!.series.values.length });
await Promise.all(rows.map(({ id, series }) => database.insert(id, series)));
await database.chooseVantagePoints();
afterAll(() => database.close());

const query = (text: string): URLSearchParams => new URLSearchParams(text);
const outline = (text: string) => outlineTree(database, readOutlineQuery(query(text)));

/** Nodes in the order of their keys. */
function inOrder(node: TreeNode | undefined): readonly TreeNode[] {
  return node === undefined ? [] : [...inOrder(node.left), node, ...inOrder(node.right)];
}

describe('the trees of a collection', () => {
  it('are listed with their entries', () => {
    const { engine, trees } = listTrees(database);

    expect(engine).toBe('red-black');
    expect(trees).toContainEqual({ tree: 'ids', entries: COUNT, built: 'insert' });
    expect(trees).toContainEqual({ tree: 'shell-0', entries: COUNT, built: 'load' });
  });

  it.each([
    ['ids', 'ts-17', /^ts-\d+$/],
    ['series', '17', /^\d+$/],
    ['rows', '17', /^\d+$/],
    ['vantage', '3', /^\d+$/],
    ['shell-0', '0', /^[\d.]+ #\d+$/],
  ])('show %s with keys that can be read and looked up again', (tree, lookup, form) => {
    const whole = outline(`tree=${tree}&levels=8&lookup=${lookup}`);
    const keys = inOrder(whole.top);

    expect(keys.length).toBeGreaterThan(19);
    expect(keys.filter(({ text }) => !form.test(text))).toEqual([]);
    expect(keys.map(({ key }) => key)).toEqual(keys.map(({ key }) => key).toSorted());
    expect(whole.lookup?.found).toBe(tree !== 'shell-0');
    expect(whole.lookup?.nodes[0]?.key).toBe(whole.top?.key);
    const some = keys[5]!;
    const again = outline(`tree=${tree}&below=${some.key}&lookup=${encodeURIComponent(some.text)}`);
    expect(again.top).toMatchObject({ key: some.key, entries: some.entries });
    expect(again.lookup?.nodes).toHaveLength(again.depth + 1);
    // A distance is shown shortened, and what is looked up stands beside it.
    if (tree !== 'shell-0') expect(again.lookup?.found).toBe(true);
  });

  it('have depths that add up, one walk at a time', async () => {
    const waiting: (() => void)[] = [];
    const meter = new DepthMeter(database, () => new Promise((resolve) => waiting.push(resolve)));

    const first = meter.measure('ids');
    await expect(meter.measure('ids')).rejects.toMatchObject({ code: 'BUSY' });

    const { entries, depths } = await first;
    expect(waiting).toEqual([]);
    expect(entries).toBe(COUNT);
    expect(depths.slice(0, 3)).toEqual([1, 2, 4]);
    expect((await meter.measure('none')).depths).toEqual([]);
  });

  it.each([
    ['tree', 'levels=3'],
    ['levels', 'tree=ids&levels=9'],
    ['levels', 'tree=ids&levels=x'],
    ['below', 'tree=ids&below=zz'],
    ['lookup', 'tree=series&lookup=x'],
    ['lookup', 'tree=series&lookup=99999999999'],
    ['lookup', 'tree=shell-0&lookup=1.2.3'],
    ['lookup', 'tree=writes&lookup=x'],
    ['lookup', 'tree=ids&lookup='],
  ])('refuse a wrong %s: %s', (field, text) => {
    expect(() => outline(text)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE', field }));
  });

  it('are named by a request', () => {
    expect(() => readTreeName(query(''))).toThrow(/name of a tree/);
  });
});
