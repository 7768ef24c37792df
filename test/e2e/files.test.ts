import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type TraceOptions, traced, tracingMissing } from '../../props/processes/tracing.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { ask } from '../server/http/http-client.ts';
import { connectRaw } from '../server/raw-client.ts';
import { VANTAGE } from './processes.ts';

const scratch = scratchDirectory('files');
const missing = tracingMissing();

/** What no name of a file of ours has. */
const MARK = 'zq7x';

/** Names that mean something where they are taken for those of files. */
const HOSTILE: readonly string[] = [
  `../${MARK}`,
  `../../../../../../../../etc/${MARK}`,
  `/etc/${MARK}`,
  `/proc/self/fd/${MARK}`,
  `..\\${MARK}`,
  `${MARK}/../../x`,
  `./${MARK}`,
  `~/${MARK}`,
  `${MARK}.json`,
  `..%2f${MARK}.json`,
  `file:///${MARK}`,
  `con.${MARK}`,
  `${MARK}|id`,
  `$(touch ${MARK})`,
  `-rf ${MARK}`,
  MARK.repeat(60),
];

/** Modes of a folder and of all that is in it, by path. */
function modesIn(folder: string): ReadonlyMap<string, number> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(['', ...paths].map((path) => [path, statSync(join(folder, path)).mode & 0o777]));
}

describe('the files of a collection', () => {
  it('are for their owner alone, whatever the mask', async () => {
    const path = join(mkdtempSync(join(scratch, 'modes-')), 'data');
    const script = [
      `${process.execPath} ${VANTAGE} create ${path} --demo 20`,
      `${process.execPath} ${VANTAGE} compact ${path}`,
      `${process.execPath} ${VANTAGE} backup ${path} ${path}-copy`,
    ];
    await promisify(execFile)('sh', ['-c', `umask 0 && ${script.join(' && ')}`]);
    for (const folder of [path, `${path}-copy`]) {
      const modes = modesIn(folder);
      expect(modes.size).toBeGreaterThan(1);
      expect([...modes].filter(([, mode]) => (mode & 0o077) !== 0)).toEqual([]);
    }
  });
});

describe.skipIf(missing !== undefined)(
  missing === undefined ? 'a server' : `SKIP (${missing}): a server`,
  () => {
    it('names no file after what a client sends', async () => {
      const trace = join(scratch, 'trace');
      const reports = mkdtempSync(join(scratch, 'reports-'));
      const watched: TraceOptions = { calls: ['%file'], output: trace };
      const line = [
        'serve',
        '--demo',
        '20',
        '--port',
        '0',
        '--web',
        '0',
        '--json',
        '--log-level',
        'silent',
      ];
      const command = [process.execPath, VANTAGE, ...line, '--reports', reports];
      const [program = '', ...words] = traced(command, watched);
      // In a group of its own: strace does not pass signals on.
      const child = spawn(program, words, {
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      });
      try {
        let ready = '';
        for await (const chunk of child.stdout) {
          ready += String(chunk);
          if (ready.includes('\n')) break;
        }
        const { port, web } = JSON.parse(ready) as { readonly port: number; readonly web: string };
        const client = await connectRaw(port);
        const ts = [
          [0, 1],
          [1, 2],
        ];
        for (const name of HOSTILE) {
          const messages = [
            { op: 'insert_ts', id: name, ts, metadata: { [name]: name } },
            { op: 'get_ts', id: name },
            { op: 'list_ts', after: name },
            { op: 'add_columns', columns: [{ name, type: 'text' }] },
            { op: 'select', where: `(= id ${JSON.stringify(name)})`, fields: [name] },
            { op: 'query', text: `(series ${JSON.stringify(name)})` },
            { op: name },
          ];
          client.send(...messages);
          const replies = await client.receiveMany(messages.length);
          expect(replies).not.toContain(undefined);
          const coded = encodeURIComponent(name);
          const webPort = Number(new URL(web).port);
          for (const path of [
            `/timeseries/${coded}`,
            `/${name.replaceAll(/[ \\|$()]/g, '')}`,
            `/page/${name.replaceAll(/[ \\|$()]/g, '')}`,
            `/page/api/report?name=${coded}`,
          ]) {
            const { status } = await ask(webPort, `GET ${path}`);
            expect(status).toBeGreaterThanOrEqual(400);
          }
        }
        client.socket.destroy();
      } finally {
        const closed = once(child, 'close');
        process.kill(-child.pid!, 'SIGTERM');
        await closed;
      }
      const calls = readFileSync(trace, 'utf8').split('\n');
      expect(calls.some((call) => call.includes(reports))).toBe(true);
      expect(calls.filter((call) => call.includes(MARK))).toEqual([]);
    });
  },
);
