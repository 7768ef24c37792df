import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Finding, NetworkPlan, Place } from './trial.ts';

const run = promisify(execFile);

/** Output of the program that is kept, far more than it writes. */
const OUTPUT_BYTES_MAX = 2 ** 20;

/**
 * Networks that lose packets, are slow, or are cut, in a namespace of their own: another network of
 * this machine, on which nobody else is.
 */
export async function network({ plan }: Place): Promise<readonly Finding[]> {
  try {
    await run('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up']);
  } catch {
    return [
      {
        rule: 'S9 S13 networks that are bad, or cut',
        limit: 'no wrong answer, nobody stuck',
        seen: 'it takes unshare and ip, and the right to a network namespace',
        isMet: undefined,
      },
    ];
  }
  const built = import.meta.url.endsWith('.js');
  const main = new URL(`./network-main.${built ? 'js' : 'ts'}`, import.meta.url);
  const { badMs, cutMs } = plan;
  const { stdout } = await run(
    'unshare',
    [
      '-rn',
      process.execPath,
      ...(built ? [] : ['--import', 'tsx']),
      fileURLToPath(main),
      JSON.stringify({ badMs, cutMs } satisfies NetworkPlan),
    ],
    { cwd: fileURLToPath(new URL('../../..', import.meta.url)), maxBuffer: OUTPUT_BYTES_MAX },
  );
  return JSON.parse(stdout) as readonly Finding[];
}
