import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeUint32, loadEngine, registeredEngines } from '../../engines/index.ts';
import { PAGE_BYTES } from '../../engines/storage/layout.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { vantage } from './processes.ts';

const scratch = scratchDirectory('salvage');
const ENTRIES = 3000;

interface Report {
  readonly engine: string;
  readonly whole: boolean;
  readonly newest: boolean;
  readonly trees: readonly {
    readonly tree: string;
    readonly saved: number;
    readonly lost: number;
    readonly found: number;
    readonly foundIn?: string;
    readonly pages: readonly number[];
  }[];
  readonly faults: readonly { readonly page?: number }[];
}

describe.each(registeredEngines())('vantage salvage of a $manifest.name file', (engine) => {
  const { name } = engine.manifest;

  async function made(path: string): Promise<void> {
    const file = await engine.open(path);
    await file.load(
      'numbers',
      Array.from({ length: ENTRIES }, (_, index) => ({
        key: encodeUint32(index),
        value: encodeUint32(index * 2),
      })),
    );
    await file.write((tx) => tx.tree('words').put(Buffer.from('one'), Buffer.from('1')));
    await file.close();
  }

  it('saves a sound file whole, with exit code 0, and refuses to overwrite', async () => {
    const path = join(scratch, `${name}-sound`);
    await made(path);

    const { code, stdout, stderr } = await vantage('salvage', path, `${path}.saved`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('all was saved');
    const again = await vantage('salvage', path, `${path}.saved`, '--json');
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'EXISTS' } });

    const verified = await vantage('verify', `${path}.saved`);
    expect(verified.code).toBe(0);
  });

  it('saves what is sound of a damaged one, lists the rest, and leaves it as it is', async () => {
    const path = join(scratch, `${name}-damaged`);
    await made(path);
    const bytes = readFileSync(path);
    const page = 5;
    bytes.fill(0xff, page * PAGE_BYTES + 100, page * PAGE_BYTES + 200);
    writeFileSync(path, bytes);
    expect((await vantage('verify', path)).code).toBe(6);

    const { code, stdout } = await vantage('salvage', path, `${path}.saved`, '--json');
    expect(code).toBe(6);
    expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({ engine: name, whole: false, newest: true });
    expect(report.faults.map((fault) => fault.page)).toEqual([page]);
    const numbers = report.trees.find(({ tree }) => tree === 'numbers')!;
    expect(numbers.pages).toEqual([page]);
    expect(numbers.lost).toBeGreaterThan(0);
    expect(numbers.saved + numbers.lost).toBe(ENTRIES);

    const file = await (await loadEngine(name)).open(`${path}.saved`, { readOnly: true });
    const entries = [...file.snapshot().tree('numbers').range()];
    expect(entries).toHaveLength(numbers.saved);
    for (const { key, value } of entries) {
      expect(Buffer.from(value).readUInt32BE()).toBe(Buffer.from(key).readUInt32BE() * 2);
    }
    expect(file.snapshot().tree('words').count()).toBe(1);
    expect((await file.verify()).faults).toEqual([]);
    await file.close();
    const plain = await vantage('salvage', path, `${path}.again`);
    expect(plain.code).toBe(6);
    expect(plain.stdout).toContain(`tree numbers is cut at page ${page}`);
  });
});
