import type { Contender } from '../../contenders/index.ts';
import { overwriteCells } from '../../endurance/cells.ts';
import { measureOverwrites } from '../../endurance/overwrites.ts';
import type { Run } from './run.ts';
import { removeStore } from './writers.ts';

/** Random overwrites for a while; only what is behind the contract tells how much of it lives. */
export async function runOverwrites(run: Run, contenders: readonly Contender[]): Promise<void> {
  const { plan, seed, now, onProgress } = run;
  const suite = 'engines';
  for (const { manifest, engine, compacts } of contenders) {
    if (manifest.unsupported.includes('persistence')) continue;
    const path = run.newPath('file')!;
    onProgress(`engines: overwrites, n ${plan.entriesOverwritten}: ${manifest.name}`);
    try {
      const found = await measureOverwrites({
        engine,
        path,
        durationMs: plan.overwriteMs,
        entries: plan.entriesOverwritten,
        seed,
        now,
        onProgress,
      });
      const { cells, skips } = overwriteCells(found, {
        suite,
        engine: manifest.name,
        entries: plan.entriesOverwritten,
        compacts,
      });
      run.cells.push(...cells);
      run.skips.push(...skips);
    } finally {
      await removeStore(path);
    }
  }
}
