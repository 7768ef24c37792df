/*
 * Adds vantage points and drops them for ever, in the directory that it is given, and writes a line
 * when a change is done: the number of points there are then.
 */
import { openDatabase } from '../../dist/server/index.js';

const database = await openDatabase(process.argv[2]);
for (;;) {
  await database.addVantage({ count: 3 });
  process.stdout.write('3\n');
  await database.addVantage({ count: 3 });
  process.stdout.write('6\n');
  await database.dropVantage(database.stats().vantagePoints);
  process.stdout.write('0\n');
}
