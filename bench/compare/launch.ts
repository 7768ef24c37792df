import type { Cell } from '../cell.ts';
import type { Environment } from '../environment.ts';

/** What a comparison takes of the report of one process. */
export interface Launch {
  readonly environment: Environment;
  readonly size: string;
  readonly seed: number;
  readonly cells: readonly Pick<
    Cell,
    'suite' | 'competitor' | 'workload' | 'n' | 'unit' | 'p50' | 'checksum'
  >[];
}

/** Parts of an environment that times depend on, whatever the code is. */
const MACHINE = ['node', 'cpu', 'cores', 'memoryBytes', 'platform', 'fileSystem'] as const;

/**
 * In what the launches do not compare: a sentence each, and none where they do. They have to be of one
 * machine, one size and one seed.
 */
export function differencesIn(launches: readonly Launch[]): readonly string[] {
  const facts = [
    ...MACHINE.map((name) => ({ name, of: ({ environment }: Launch) => environment[name] })),
    { name: 'size', of: ({ size }: Launch) => size },
    { name: 'seed', of: ({ seed }: Launch) => seed },
  ];
  return facts.flatMap(({ name, of }) => {
    const values = [...new Set(launches.map((launch) => String(of(launch))))];
    return values.length > 1 ? [`${name} is ${values.join(' and ')}`] : [];
  });
}
