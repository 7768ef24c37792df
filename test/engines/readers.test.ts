import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EngineFile, registeredEngines } from '../../engines/index.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('readers');

const put = (file: EngineFile, key: string): Promise<void> =>
  file.write((tx) => tx.tree('t').put(bytes(key), bytes('v')));

function keys(file: EngineFile): (string | undefined)[] {
  const snapshot = file.snapshot();
  const found = [...snapshot.tree('t').range()].map(({ key }) => text(key));
  snapshot.release();
  return found;
}

describe.each(registeredEngines())('a reader of a $manifest.name file', (engine) => {
  const { name } = engine.manifest;

  it('shows the state before the first commit to whoever has its token', async () => {
    const path = join(scratch, `${name}-first`);
    const file = await engine.open(path);
    const { token } = file.snapshot();
    await put(file, 'a');
    const reader = await engine.open(path, { readOnly: true });

    const empty = reader.snapshot(token);
    expect(empty.commit).toBe(0);
    expect(empty.trees()).toEqual([]);
    expect(empty.tree('t').count()).toBe(0);
    expect(keys(reader)).toEqual(['a']);
    await reader.close();
    await file.close();
  });

  it('goes on with the file it has when the name is gone', async () => {
    const path = join(scratch, `${name}-gone`);
    const file = await engine.open(path);
    await put(file, 'a');
    const reader = await engine.open(path, { readOnly: true });
    await put(file, 'b');
    await file.close();
    rmSync(path);

    expect(keys(reader)).toEqual(['a']);
    expect(reader.refresh()).toBe(2);
    expect(keys(reader)).toEqual(['a', 'b']);
    await reader.close();
  });

  it('follows a compaction when it refreshes, and a writer is always up to date', async () => {
    const path = join(scratch, `${name}-follow`);
    const file = await engine.open(path);
    await put(file, 'a');
    const reader = await engine.open(path, { readOnly: true });
    await file.compact();
    await put(file, 'b');

    expect(reader.refresh()).toBe(2);
    expect(keys(reader)).toEqual(['a', 'b']);
    await put(file, 'c');
    expect(file.refresh()).toBe(3);
    expect(reader.refresh()).toBe(3);
    expect(keys(reader)).toEqual(keys(file));
    await reader.close();
    await file.close();
  });
});
