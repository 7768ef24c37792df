import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { redBlack } from '../../engines/red-black/index.ts';
import { type Balance, treeEngine } from '../../engines/tree/index.ts';
import type { EngineOver } from './life.ts';
import type { Patch, Plant } from './plants.ts';

/** An engine with a mistake in it, and how to be rid of its sources. */
export interface PlantedEngine {
  readonly engineOver: EngineOver;
  remove(): Promise<void>;
}

const ENGINES = fileURLToPath(new URL('../../engines', import.meta.url));

/**
 * The red-black engine with `plant` in it; patches go into a copy of the sources, since the engine
 * itself has no switch for mistakes. Classes of the copy are its own, so errors are told apart by their codes.
 * @throws Error when a patch no longer fits the sources.
 */
export async function plantedEngine(
  plant: Pick<Plant, 'patches' | 'over'>,
): Promise<PlantedEngine> {
  const over = plant.over ?? ((storage) => storage);
  if (plant.patches === undefined) {
    const engineOver: EngineOver = (storage) => treeEngine(redBlack, over(storage));
    return { engineOver, remove: () => Promise.resolve() };
  }
  const folder = await mkdtemp(join(tmpdir(), 'vantage-plant-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
    await cp(ENGINES, join(folder, 'engines'), { recursive: true });
    for (const patch of plant.patches) await apply(patch, folder);
    const load = (file: string): Promise<unknown> =>
      import(/* @vite-ignore */ pathToFileURL(join(folder, 'engines', file)).href);
    const tree = (await load('tree/index.ts')) as { readonly treeEngine: typeof treeEngine };
    const kind = (await load('red-black/index.ts')) as { readonly redBlack: Balance };
    return { engineOver: (storage) => tree.treeEngine(kind.redBlack, over(storage)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function apply({ file, find, replace }: Patch, folder: string): Promise<void> {
  const path = join(folder, 'engines', file);
  const text = await readFile(path, 'utf8');
  const matches = text.split(find).length - 1;
  if (matches !== 1) {
    throw new Error(
      `the plant has rotted: ${JSON.stringify(find)} stands ${matches} times in engines/${file}, ` +
        'and has to stand there once; mend it in props/faults/plants.ts',
    );
  }
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
}
