import { createDatabase, demoSeries } from '../../../server/index.ts';
import { seededOrder } from '../../workloads/index.ts';
import { AnswerKey, bruteForce } from './answer-key.ts';
import { NEIGHBOURS } from './plan.ts';

/** Points of a series of the demo collection. */
const DEMO_LENGTH = 100;

/** Creates the demo collection in `directory`; the first one also gives the key to the answers. */
export async function createDemo(
  directory: string,
  options: {
    readonly engine: string;
    /** Series, more than a query asks for. */
    readonly count: number;
    /** Different ones, of the key. */
    readonly queries: number;
    readonly seed: number;
    readonly key: AnswerKey | undefined;
  },
): Promise<AnswerKey> {
  const { engine, count, queries, seed } = options;
  const database = await createDatabase(directory, { engine, length: DEMO_LENGTH });
  try {
    const rows = [...demoSeries(count, seed)];
    await database.importing(() =>
      Promise.all(rows.map(({ id, series }) => database.insert(id, series))),
    );
    if (options.key !== undefined) return options.key;
    const chosen = seededOrder('queries', seed, rows.length).subarray(0, queries);
    const queryIds = Array.from(chosen, (index) => rows[index]!.id);
    return new AnswerKey(await bruteForce(database, queryIds, NEIGHBOURS));
  } finally {
    await database.close();
  }
}
