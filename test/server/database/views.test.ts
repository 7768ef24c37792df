import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inlineCompute } from '../../../server/database/compute.ts';
import { createCollection } from '../../../server/database/open.ts';
import { createRandom, uniformSeries } from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('views');

it('choosing vantage points goes on while the file is compacted', async () => {
  let open: (() => void) | undefined;
  let reached: (() => void) | undefined;
  const surveying = new Promise<void>((resolve) => (reached = resolve));
  const database = await createCollection(join(mkdtempSync(join(scratch, 'a-')), 'data'), {
    length: 8,
    vantagePoints: 2,
    compute: (source, measure) => {
      const compute = inlineCompute(source, measure);
      return {
        ...compute,
        async survey(view, survey) {
          reached!();
          await new Promise<void>((resolve) => (open = resolve));
          return compute.survey(view, survey);
        },
      };
    },
  });
  const random = createRandom(1);
  for (let index = 0; index < 20; index += 1) {
    await database.insert(
      `s${index}`,
      uniformSeries(Float64Array.from({ length: 8 }, () => random.uniform())),
    );
  }
  const choosing = database.chooseVantagePoints();
  await surveying;
  await database.compact();
  open!();
  const outcome = await choosing.then(
    () => 'chosen',
    (error: Error) => error.message,
  );
  await database.close();
  expect(outcome).toBe('chosen');
});
