/**
 * Inserts series one by one through a server, from 64 connections at a time, each insert durable
 * when it is answered, and prints the rate, the time of an insert and the bytes written for it, what
 * queries take meanwhile, with a compaction under way and without, and how large the file grows. Exit
 * code 1 when a figure is over its limit. `--seconds 3600` is the hour that it is meant to stand.
 *
 *     npm run inserts -- [--engine red-black] [--clients 64] [--seconds 30] [--kept 100000]
 *                        [--seed 1] [--json]
 */
import { parseArgs } from 'node:util';
import { insertsCells } from '../endurance/cells.ts';
import { measureInserts } from '../endurance/inserts.ts';
import { lookAround } from '../environment.ts';
import { withScratch } from '../suites/scratch.ts';
import { numberFrom, report } from './report.ts';

const WINDOWS = 10;
const KEPT = 100_000;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'red-black' },
    clients: { type: 'string' },
    seconds: { type: 'string' },
    kept: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const { engine, json } = values;
const surroundings = await lookAround(new Date());
const seed = numberFrom(values.seed, 1);
const clients = numberFrom(values.clients, 64);
const found = await withScratch((folder) =>
  measureInserts({
    engine,
    folder,
    clients,
    windows: WINDOWS,
    windowMs: (numberFrom(values.seconds, 30) * 1000) / WINDOWS,
    kept: numberFrom(values.kept, KEPT),
    seed,
    now: () => performance.now(),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  }),
);
const suite = 'inserts';
const result = insertsCells(found, { suite, engine, entries: found.inserted, clients });
if (!(await report(result, { suite, seed, engine, json, surroundings }))) {
  process.exitCode = 1;
}
