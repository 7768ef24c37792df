import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { connect } from '../../client/index.ts';
import { VANTAGE } from './processes.ts';

/** Whoever wrote to what everything inherits from would fail. */
const FREEZE = `data:text/javascript,${encodeURIComponent(`
for (const built of [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, RegExp,
  Date, Error, ArrayBuffer, Uint8Array, Float64Array]) Object.freeze(built.prototype);
`)}`;

it('a server serves with frozen prototypes and without __proto__', async () => {
  const child = spawn(
    process.execPath,
    [
      '--disable-proto=delete',
      '--import',
      FREEZE,
      VANTAGE,
      'serve',
      '--demo=300',
      '--port=0',
      '--json',
      '--workers=1',
      '--log-level=warn',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  let line = '';
  for await (const chunk of child.stdout) {
    line += String(chunk);
    if (line.includes('\n')) break;
  }
  const { url } = JSON.parse(line) as { readonly url: string };
  const client = await connect(url);
  const ids: string[] = [];
  for await (const id of client.ids()) ids.push(id);
  expect(ids).toHaveLength(300);
  const series = await client.get(ids[0]!);
  expect(await client.insert('new', series)).toBe(true);
  expect(await client.distance('new', ids[0]!)).toBe(0);
  const { neighbours } = await client.nearest({ series }, { k: 2, strategy: 'scan' });
  expect(new Set(neighbours.map(({ id }) => id))).toEqual(new Set(['new', ids[0]]));
  expect(await client.delete('new')).toBe(true);
  await client.close();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
});
