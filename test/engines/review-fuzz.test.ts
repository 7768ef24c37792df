import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadEngine, type Snapshot } from '../../engines/index.ts';
import { scratchDirectory } from './scratch.ts';

const scratch = scratchDirectory('fuzz');
function rng(seed: number) {
  let s = seed >>> 0;
  return (n: number) => {
    s = (Math.imul(s ^ (s >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    let t = Math.imul(s ^ (s >>> 13), 0x297a2d39) >>> 0;
    t = (t ^ (t >>> 16)) >>> 0;
    return t % n;
  };
}
const K = (i: number, long: boolean) => Buffer.from((long ? 'common-prefix-of-keys-' : 'k') + String(i).padStart(5, '0'));
type Model = Map<string, Map<string, string>>;
const clone = (m: Model): Model => new Map([...m].map(([a, b]) => [a, new Map(b)]));
const sorted = (m: Map<string, string> | undefined) => [...(m ?? [])].sort((a, b) => (a[0] < b[0] ? -1 : 1));
function same(snap: Snapshot, m: Model, what: string) {
  expect(snap.trees(), what).toEqual([...m.keys()].sort());
  for (const [name, want] of m) {
    const got = [...snap.tree(name).range()].map((e) => [String(Buffer.from(e.key)), String(Buffer.from(e.value))]);
    expect(got, `${what} ${name}`).toEqual(sorted(want));
    expect(snap.tree(name).count(), what).toBe(want.size);
  }
}

for (const engineName of ['red-black', 'unbalanced'])
  for (const where of ['file', 'memory'])
    it(`fuzz ${engineName} ${where}`, async () => {
      const engine = await loadEngine(engineName);
      for (let seed = 1; seed <= 14; seed += 1) {
        const r = rng(seed * 977);
        const path = where === 'file' ? `${mkdtempSync(join(scratch, 'f-'))}/a` : undefined;
        let file = await engine.open(path, { cacheBytes: 65_536 });
        let model: Model = new Map();
        const held: [Snapshot, Model][] = [];
        const pending: Promise<unknown>[] = [];
        const compactions: Promise<unknown>[] = [];
        const states = new Map<number, Model>();
        let bad: unknown;
        let commit = 0;
        states.set(0, new Map());
        for (let step = 0; step < 250; step += 1) {
          const kind = r(12);
          if (kind < 9) {
            const n = 1 + r(r(8) === 0 ? 300 : 25);
            const fails = r(7) === 0;
            const ops = Array.from({ length: n }, () => [r(40), r(3), r(400), r(10), r(2)] as const);
            const snapInside = r(6) === 0;
            pending.push(
              file
                .write(
                  (tx) => {
                    const draft = clone(model);
                    for (const [op, tr, k, len, lg] of ops) {
                      const name = `t${tr}`;
                      const key = K(k, lg === 1);
                      const t = tx.tree(name);
                      const m = draft.get(name);
                      if (op < 22) {
                        const v = `${k}.${step}.`.repeat(len === 9 ? 700 : len * 2 + 1);
                        t.put(key, Buffer.from(v));
                        if (m === undefined) draft.set(name, new Map([[String(key), v]]));
                        else m.set(String(key), v);
                      } else if (op < 34) {
                        if (t.delete(key) !== (m?.delete(String(key)) ?? false)) throw new Error('MISMATCH delete');
                      } else if (op < 36) {
                        const lo = K(k, false), hi = K(k + 60, false);
                        const want = [...(m?.keys() ?? [])].filter((x) => x >= String(lo) && x < String(hi)).length;
                        const got = t.count({ gte: lo, lt: hi });
                        if (got !== want) throw new Error(`MISMATCH count ${got} ${want}`);
                      } else if (op < 38) {
                        const list = sorted(m);
                        const rank = list.length === 0 ? 0 : k % list.length;
                        const got = t.at(rank);
                        const want = list[rank];
                        if ((got === undefined ? undefined : String(Buffer.from(got.key))) !== want?.[0]) throw new Error(`MISMATCH at ${rank}`);
                      } else if (op === 38 && k < 8) {
                        tx.drop(name);
                        draft.delete(name);
                      } else if (op === 39 && snapInside) {
                        const s = file.snapshot();
                        s.release();
                      }
                    }
                    if (fails) throw new Error('undone');
                    const changed = ops.length > 0;
                    void changed;
                    model = draft;
                    return draft;
                  },
                  { durability: r(2) === 0 ? 'none' : 'sync' },
                )
                .catch((e: Error) => {
                  if (e.message !== 'undone') bad ??= e;
                }),
            );
            if (r(3) === 0) await Promise.all(pending.splice(0));
          } else if (kind === 9) {
            await Promise.all(pending.splice(0));
            const s = file.snapshot();
            same(s, model, `seed ${seed} step ${step}`);
            if (r(2) === 0) held.push([s, clone(model)]);
            else s.release();
          } else if (kind === 10) {
            if (compactions.length < 3) compactions.push(file.compact());
            if (r(2) === 0) await Promise.all(compactions.splice(0));
          } else if (held.length > 0) {
            const [s, m] = held.splice(r(held.length), 1)[0]!;
            same(s, m, `held seed ${seed} step ${step}`);
            s.release();
          }
          if (bad !== undefined) throw bad;
        }
        await Promise.all(pending);
        await Promise.all(compactions);
        for (const [s, m] of held) same(s, m, 'held end');
        const v = await file.verify();
        expect(v.faults).toEqual([]);
        if (path !== undefined) {
          await file.close();
          file = await engine.open(path, { cacheBytes: 65_536 });
        }
        same(file.snapshot(), model, `seed ${seed} end`);
        expect((await file.verify()).faults).toEqual([]);
        await file.close();
        void commit;
      }
    }, 120_000);
