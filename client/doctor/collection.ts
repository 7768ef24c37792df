import { verifyPlace } from '../collection/verification.ts';
import { countOf, formatCount } from '../output/index.ts';
import { type Check, fail, messageOf, ok } from './check.ts';

/** Who has the directory open for writing. */
export async function examineLock(file: string): Promise<Check> {
  const { lockHolder } = await import('../../engines/index.ts');
  const holder = lockHolder(file);
  if (holder === undefined) return ok('lock', 'free: no process writes to it');
  const { pid, host, started, command } = holder;
  const running = command === '' ? '' : ` (${command})`;
  return ok('lock', `held by pid ${pid}${running} on ${host} since ${started}`);
}

/** Everything that `vantage verify` looks at. */
export async function examineContents(path: string): Promise<Check> {
  const salvage = `restore a backup, or see "vantage verify ${path}" and "vantage salvage --help"`;
  try {
    const result = await verifyPlace(path);
    const [first] = result.faults;
    if (first !== undefined) {
      const count = countOf(result.faults.length, 'fault');
      return fail('contents', `${count}, the first: ${first.message}`, salvage);
    }
    const series = 'series' in result ? `${countOf(result.series, 'series', 'series')}, ` : '';
    return ok('contents', `sound: ${series}${formatCount(result.pagesChecked)} pages checked`);
  } catch (error) {
    return fail('contents', messageOf(error), salvage);
  }
}
