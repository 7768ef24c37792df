import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  TRACED_ENV,
  type TracedCall,
  traced,
  tracedCalls,
  tracingMissing,
} from '../../props/processes/tracing.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { VANTAGE } from './processes.ts';

const scratch = scratchDirectory('directories');
const missing = tracingMissing();
const title = 'a new data directory';

/** Runs the command under strace; what it did about directories and their syncs. */
function callsOf(...argv: readonly string[]): readonly TracedCall[] {
  const output = join(scratch, 'trace');
  const [program = '', ...words] = traced([process.execPath, VANTAGE, ...argv], {
    calls: ['mkdir', 'fsync'],
    output,
  });
  execFileSync(program, words, { env: { ...process.env, ...TRACED_ENV } });
  return tracedCalls(output);
}

describe.skipIf(missing !== undefined)(
  missing === undefined ? title : `SKIP (${missing}): ${title}`,
  () => {
    it('has a durable name, and so has each directory above it that was missing', () => {
      const above = join(scratch, 'above');
      mkdirSync(above);
      const path = join(above, 'one', 'two', 'three');

      const calls = callsOf('create', path, '--length', '8');

      for (let made = path; made !== above; made = dirname(made)) {
        const birth = calls.findIndex(
          ({ name, text, result }) =>
            name === 'mkdir' && text.startsWith(`"${made}"`) && result === 0,
        );
        const synced = calls.findLastIndex(
          ({ name, target, result }) =>
            name === 'fsync' && target === dirname(made) && result === 0,
        );
        expect(birth, made).toBeGreaterThanOrEqual(0);
        expect(synced, made).toBeGreaterThan(birth);
      }
    });
  },
);
