/**
 * Puts sorted keys into a new file in memory in one transaction, and prints what came of it as
 * JSON. Arguments: the name of an engine, and the number of keys.
 */
import { encodeUint32, loadEngine } from '../../engines/index.ts';

const [name = '', count = ''] = process.argv.slice(2);
const engine = await loadEngine(name);
const file = await engine.open();

await file.write((tx) => {
  const tree = tx.tree('a');
  for (let index = 0; index < Number(count); index += 1) {
    tree.put(encodeUint32(index), encodeUint32(index));
  }
});

let entries = 0;
for (const { key } of file.snapshot().tree('a').range()) {
  entries += Number(Buffer.compare(key, encodeUint32(entries)) === 0);
}
const { height } = file.shape('a');
const { faults } = await file.verify();
const heightMax = engine.manifest.heightMax?.(Number(count));
process.stdout.write(JSON.stringify({ entries, height, heightMax, faults }));
await file.close();
