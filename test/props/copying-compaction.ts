import type { Engine, EngineFile } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';

/** What a compaction can forget. */
export interface Forgotten {
  readonly dataSync?: boolean;
  readonly leftovers?: boolean;
}

/**
 * The red-black engine with a compaction that saves nothing: it copies the file to another name and
 * renames it into place. It stands in for one that does, so that the search for lost commits can
 * be tried on every step of it.
 */
export function copyingEngine(storage: Storage, forgotten: Forgotten = {}): Engine {
  const engine = treeEngine(redBlack, storage);
  const unsupported = engine.manifest.unsupported.filter((feature) => feature !== 'compact');
  return {
    manifest: { ...engine.manifest, unsupported },
    async open(path, options) {
      if (path === undefined || options?.readOnly === true) return engine.open(path, options);
      if (forgotten.leftovers !== true) await storage.remove(`${path}.compact`);
      let file = await engine.open(path, options);
      const compact = async (): Promise<void> => {
        await file.close();
        await copy(storage, path, forgotten);
        file = await engine.open(path, options);
      };
      return new Proxy({} as EngineFile, {
        get(_, name) {
          if (name === 'compact') return compact;
          const value: unknown = Reflect.get(file, name, file);
          return typeof value === 'function' ? (value as () => unknown).bind(file) : value;
        },
      });
    },
  };
}

async function copy(storage: Storage, path: string, forgotten: Forgotten): Promise<void> {
  const from = await storage.open(path, 'read');
  const bytes = new Uint8Array(from.size());
  from.read(bytes, 0);
  await from.close();
  const to = await storage.open(`${path}.compact`, 'create');
  await to.write(bytes, 0);
  if (forgotten.dataSync !== true) await to.sync();
  await to.close();
  await storage.rename(`${path}.compact`, path);
  await storage.syncDirectory(path);
}
