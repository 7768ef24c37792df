import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineOf, loadEngine, registeredEngines } from '../../engines/index.ts';
import { scratchDirectory } from './scratch.ts';

const scratch = scratchDirectory('registry');

function moduleOf(name: string, source: string): string {
  const path = join(scratch, `${name}.mjs`);
  writeFileSync(path, source);
  return path;
}

const ENGINE = `{ manifest: { name: 'mine', description: '', unsupported: [] }, open() {} }`;

describe('loadEngine', () => {
  it('finds what is registered by its name', async () => {
    for (const engine of registeredEngines()) {
      expect(await loadEngine(engine.manifest.name)).toBe(engine);
    }
  });

  it('takes the engine of a module, by its name or by default', async () => {
    const named = moduleOf('named', `export const engine = ${ENGINE};`);
    const byDefault = moduleOf('default', `export const engine = 7; export default ${ENGINE};`);

    expect((await loadEngine(named)).manifest.name).toBe('mine');
    expect((await loadEngine(byDefault)).manifest.name).toBe('mine');
  });

  it.each([
    ['a name that nobody has', () => 'absent', 'there are: red-black, unbalanced'],
    ['a module that is not there', () => join(scratch, 'absent.mjs'), 'cannot be loaded'],
    ['one that throws', () => moduleOf('throws', `throw new Error('so it is')`), 'so it is'],
    ['one that throws no error', () => moduleOf('text', `throw 'as text'`), 'as text'],
    ['one that exports nothing', () => moduleOf('nothing', ''), 'exports no engine'],
    ['one without open', () => moduleOf('no-open', 'export default {}'), 'exports no engine'],
    [
      'one without a manifest',
      () => moduleOf('no-manifest', 'export const engine = null; export default { open() {} }'),
      'exports no engine',
    ],
  ])('refuses %s, and says why', async (_, name, why) => {
    await expect(loadEngine(name())).rejects.toMatchObject({
      code: 'UNKNOWN_ENGINE',
      message: expect.stringContaining(why) as string,
    });
  });
});

describe('engineOf', () => {
  it('tells the engine that wrote a file, also while somebody writes to it', async () => {
    for (const engine of registeredEngines()) {
      const path = join(scratch, engine.manifest.name);
      const file = await engine.open(path);

      expect(await engineOf(path)).toBe(engine.manifest.name);
      await file.close();
    }
  });
});
