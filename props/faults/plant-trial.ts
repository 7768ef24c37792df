import { HUNT_PARTS, hunt } from './hunt.ts';
import { compacts } from './life.ts';
import { plantedEngine } from './planted.ts';
import type { Plant } from './plants.ts';

/** Whether the harness found a planted mistake. */
export interface PlantResult {
  readonly plant: Plant;
  readonly result: 'found' | 'missed' | 'skipped';
  /** The first violation, or why the plant was skipped. */
  readonly detail: string;
}

/**
 * Lets the part of the harness that has to find `plant` look at an engine with it. `random` is
 * uniform on [0, 1). @throws Error when the plant no longer fits the sources.
 */
export async function tryPlant(plant: Plant, random: () => number): Promise<PlantResult> {
  const { engineOver, remove } = await plantedEngine(plant);
  try {
    if (plant.foundBy === 'compactions' && !compacts(engineOver)) {
      return { plant, result: 'skipped', detail: 'SKIP: the engine does not compact' };
    }
    const [first] = await hunt(engineOver, plant.foundBy, random);
    return first === undefined
      ? { plant, result: 'missed', detail: 'no violation' }
      : { plant, result: 'found', detail: first };
  } finally {
    await remove();
  }
}

/** What the same search finds in a copy without a mistake: anything is a false alarm. */
export async function tryNothing(random: () => number): Promise<readonly string[]> {
  const { engineOver, remove } = await plantedEngine({ patches: [] });
  try {
    const alarms: string[] = [];
    for (const part of HUNT_PARTS) {
      if (part === 'compactions' && !compacts(engineOver)) continue;
      alarms.push(...(await hunt(engineOver, part, random)));
    }
    return alarms;
  } finally {
    await remove();
  }
}

const DETAIL_MAX = 100;

/** One line a plant. */
export function plantsTable(results: readonly PlantResult[]): string {
  const width = Math.max(...results.map(({ plant }) => plant.name.length));
  const lines = results.map(({ plant, result, detail }) => {
    const told = detail.length > DETAIL_MAX ? `${detail.slice(0, DETAIL_MAX)}...` : detail;
    return `${plant.name.padEnd(width)}  ${result.padEnd(7)}  ${plant.foundBy.padEnd(17)}  ${told}`;
  });
  return `${lines.join('\n')}\n`;
}
