/*
 * A program that tries to open files for writing when it is told to, by lines on its standard input:
 *
 *     open ENGINE PATH   answers `won`, or `lost CODE MESSAGE`
 *     open-unlocked ...  the same without a lock, for runs that have to fail
 *     busy MS            answers `busy`, then does nothing else for so many milliseconds
 *     close              answers `closed`
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { EngineError, type EngineFile } from '../../engines/index.ts';
import { engineCalled, engineWithoutLock } from './engines.ts';

let file: EngineFile | undefined;

async function obey(line: string): Promise<string> {
  const [order = '', first = '', ...rest] = line.split(' ');
  switch (order) {
    case 'open':
    case 'open-unlocked':
      try {
        const locks = order === 'open';
        const engine = locks ? engineCalled(first, { syncs: true }) : engineWithoutLock(first);
        file = await engine.open(rest.join(' '));
        return 'won';
      } catch (error) {
        const code = error instanceof EngineError ? error.code : 'none';
        return `lost ${code} ${String(error)}`;
      }
    case 'close':
      await file?.close();
      file = undefined;
      return 'closed';
    default:
      throw new TypeError(`no order "${line}"`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const ms = /^busy (\d+)$/.exec(line)?.[1];
  if (ms === undefined) {
    writeSync(1, `${await obey(line)}\n`);
    continue;
  }
  writeSync(1, 'busy\n');
  const end = performance.now() + Number(ms);
  while (performance.now() < end);
}
