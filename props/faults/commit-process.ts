/**
 * A process that commits, for tools that stand between it and the system:
 *
 *     node commit-process.js ENGINE PATH COMMITS
 *
 * It prints a line for each commit, `ack N` or the code of the error, and ends without closing.
 */
import { encodeUint32, loadEngine } from '../../engines/index.ts';

const [name = '', path = '', commits = '0'] = process.argv.slice(2);
const engine = await loadEngine(name);
const file = await engine.open(path);
for (let commit = 1; commit <= Number(commits); commit += 1) {
  const value = Buffer.alloc(500 + commit, commit);
  const outcome = await file
    .write((tx) => tx.tree('t').put(encodeUint32(commit), value))
    .then(
      () => `ack ${commit}`,
      (error: { code: string }) => error.code,
    );
  process.stdout.write(`${outcome}\n`);
}
process.stdout.write(`readable ${file.snapshot().tree('t').count()}\n`);
process.exit();
