import { parentPort } from 'node:worker_threads';
import { type Reading, readRequest, readRequestFor } from '../protocol/index.ts';
import { pass, type ToRead } from './passed.ts';

/* The thread that reads large requests, one after the other, and hands each back as it is. */

const port = parentPort;
if (port === null) throw new TypeError('this module is the main one of a thread');

port.on('message', ({ body, op }: ToRead) => {
  const reading = op === undefined ? readRequest(body) : readRequestFor(op, body);
  port.postMessage(pass(reading), buffersOf(reading));
});

/** The numbers of a series, which need not be copied. */
function buffersOf(reading: Reading): readonly ArrayBuffer[] {
  if (reading.tag === 'failure' || !('series' in reading.request)) return [];
  const { series } = reading.request;
  if (typeof series === 'boolean') return [];
  return [series.times, series.values].map(({ buffer }) => buffer as ArrayBuffer);
}
