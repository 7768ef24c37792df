import { lastNumber } from './child.ts';
import { engineCalled } from './engines.ts';
import { Replay } from './replay.ts';
import { TRACED_VALUE_BYTES_MAX, type TracedFile, withTracedFile } from './traced-loop.ts';
import { tracedCalls } from './tracing.ts';
import { verdictOn } from './verdict.ts';

const COMMITS_BEFORE = 5;
const COMMITS_MAX = 60;
const TRIES_AFTER = 3;

export interface SyncFailure {
  /** Whether so many syncs were asked for at all. */
  readonly failed: boolean;
  readonly violations: readonly string[];
}

/**
 * A process whose sync number `when`, from 1, the kernel answers with EIO. From then on it may
 * neither acknowledge nor sync that file again; writes are `READ_ONLY`, reads go on, and the next
 * process finds everything that was acknowledged.
 */
export function failSync(options: {
  readonly engine: string;
  readonly seed: number;
  readonly when: number;
}): Promise<SyncFailure> {
  const { engine, seed, when } = options;
  return withTracedFile(async (file) => {
    const before = await file.run(
      { engine, seed, last: COMMITS_BEFORE, compacts: false },
      undefined,
    );
    const { lines } = await file.run(
      { engine, seed, last: COMMITS_MAX, compacts: false, triesAfterFailure: TRIES_AFTER },
      {
        calls: ['fdatasync'],
        inject: `fdatasync:error=EIO:when=${when}`,
        file: file.path,
        output: file.tracePath,
      },
    );
    const calls = tracedCalls(file.tracePath).filter(({ result }) => result !== undefined);
    const place = calls.findIndex(({ injected }) => injected);
    if (place === -1) return { failed: false, violations: [] };
    const wrong = wrongAfterFailure(lines);
    const syncs = calls.length - 1 - place;
    // A file that could not be opened is closed, and nothing may be said about the next descriptor.
    if (syncs > 0) wrong.push(`${syncs} syncs of the file after the one that failed`);
    const told = [...before.lines, ...lines];
    wrong.push(
      ...(await left(file, { engine, seed, acknowledged: lastNumber(told, 'acknowledged') })),
    );
    const where = `${engine}, seed ${seed}, EIO at sync ${when}`;
    return { failed: true, violations: wrong.map((what) => `${where}: ${what}`) };
  });
}

function wrongAfterFailure(lines: readonly string[]): string[] {
  if (!lines.some((line) => line.startsWith('opened'))) {
    // The file was being opened, which has to be refused as a whole.
    const refused = lines.length === 1 && lines[0]?.startsWith('wrong IO ') === true;
    return refused ? [] : [`opening answered: ${lines.join('; ')}`];
  }
  const first = lines.findIndex((line) => line.startsWith('failed'));
  // Only the close was left to be told, of its own sync or of commits that nobody waited for.
  if (first === -1) {
    return /^wrong (IO|UNKNOWN_OUTCOME) /.test(lines.at(-1) ?? '') ? [] : ['nobody was told of it'];
  }
  const after = lines.slice(first);
  const wrong = after.filter((line) => /^(acknowledged|wrong)/.test(line));
  const codes = new Set(after.flatMap((line) => /^failed \d+ (\S+)/.exec(line)?.[1] ?? []));
  if (!codes.has('UNKNOWN_OUTCOME')) wrong.push(`no UNKNOWN_OUTCOME, but ${[...codes].join(', ')}`);
  if (!codes.has('READ_ONLY')) wrong.push('later writes were not answered with READ_ONLY');
  if (codes.size !== 2) wrong.push(`codes ${[...codes].join(', ')}`);
  if (!after.some((line) => line.startsWith('read'))) wrong.push('reads did not go on');
  return wrong;
}

function left(
  { path }: TracedFile,
  at: { readonly engine: string; readonly seed: number; readonly acknowledged: number },
): Promise<readonly string[]> {
  const engine = engineCalled(at.engine, { syncs: true });
  const replay = new Replay(at.seed, TRACED_VALUE_BYTES_MAX);
  const { acknowledged } = at;
  return verdictOn({ engine, path, acknowledged, replay }, { recovers: true });
}
