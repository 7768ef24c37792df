import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../engines/scratch.ts';
import { vantage } from './processes.ts';

const scratch = scratchDirectory('props');
const EXAMPLE = new URL('../../props/example/sorted-array.js', import.meta.url);

describe('vantage props', () => {
  it('holds a module of somebody else to the laws, and lists what its manifest excludes', async () => {
    const { code, stdout } = await vantage('props', EXAMPLE.pathname, '--runs', '5', '--seed', '1');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^sorted-array keeps the laws: \d+ passed, 0 failed, \d+ skipped/);
    expect(stdout).toContain('(no persistence)');
  });

  it('tells a broken law with the smallest case and the seed, and exits with 7', async () => {
    const path = join(scratch, 'broken.mjs');
    // The engine of the example, but its snapshots never find a key.
    writeFileSync(
      path,
      `import { engine as sound } from ${JSON.stringify(EXAMPLE.href)};
       const over = (object, changes) => new Proxy(object, { get: (target, name) => {
         if (name in changes) return changes[name](target);
         const value = target[name];
         return typeof value === 'function' ? value.bind(target) : value;
       } });
       const tree = (reader) => over(reader, { get: () => () => undefined });
       const snapshot = (inner) => over(inner, { tree: (target) => (name) => tree(target.tree(name)) });
       const file = (inner) => over(inner, { snapshot: (target) => () => snapshot(target.snapshot()) });
       export const engine = {
         manifest: { ...sound.manifest, name: 'deaf' },
         open: async (...options) => file(await sound.open(...options)),
       };`,
    );

    const broken = await vantage(
      'props',
      path,
      '--runs',
      '20',
      '--seed',
      '3',
      '--law',
      'get, view',
    );

    expect(broken.code).toBe(7);
    expect(broken.stdout).toContain('deaf breaks the laws: 0 passed, 1 failed, 0 skipped');
    expect(broken.stdout).toContain('seed 3');
    const again = await vantage(
      'props',
      path,
      '--runs',
      '20',
      '--seed',
      '3',
      '--law',
      'get, view',
      '--json',
    );
    const { engines } = JSON.parse(again.stdout) as { engines: { laws: { state: string }[] }[] };
    expect(engines[0]?.laws[0]).toMatchObject({ state: 'failed' });
  });

  it('says what it cannot load, and that no law has a name', async () => {
    const unknown = await vantage('props', 'absent');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('there are: red-black, unbalanced');
    const none = await vantage('props', '--law', 'no such law');
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('no law has no such law in its name');
  });
});
