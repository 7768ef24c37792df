/*
 * Random sequences of commands on an engine and on a sorted map.
 */
import { type Engine, registeredEngines, type TreeWriter } from '../../engines/index.ts';
import { runLaws } from '../runner.ts';
import type { SoakOptions, SoakPart } from './part.ts';

const SEQUENCES = 20_000;
const CONTROL_SEQUENCES = 500;
/** In the names of the laws about sequences, in memory and on disk. */
const LAWS = 'any sequence of commands';

/** 20,000 sequences an engine in memory, and a share of them on disk. */
export const modelPart: SoakPart = {
  name: 'model',
  async run({ seed, share, onProgress }: SoakOptions) {
    const runs = Math.max(1, Math.round(SEQUENCES * share));
    const violations: string[] = [];
    let sequences = 0;
    for (const engine of registeredEngines()) {
      const broken = await brokenLaws(engine, { runs, seed });
      sequences += runs;
      violations.push(...broken);
      onProgress(`${engine.manifest.name}: ${runs} sequences, seed ${seed}`);
    }
    const control = forgetful(registeredEngines()[0]!);
    const caught = await brokenLaws(control, { runs: CONTROL_SEQUENCES, seed });
    return {
      counts: { sequences },
      violations,
      controls: [{ name: 'an engine that forgets empty values', caught: caught.length > 0 }],
    };
  },
};

async function brokenLaws(
  engine: Engine,
  options: { readonly runs: number; readonly seed: number },
): Promise<readonly string[]> {
  const { results } = await runLaws(engine, { ...options, filter: LAWS });
  return results.flatMap((result) =>
    result.state === 'failed'
      ? `${engine.manifest.name}, seed ${options.seed}, ${options.runs} runs: ${result.message}`
      : [],
  );
}

/** `engine`, but a put of an empty value does nothing. */
function forgetful(engine: Engine): Engine {
  return {
    manifest: engine.manifest,
    async open(...given) {
      const file = await engine.open(...given);
      return replaced(file, {
        write: (work, options) =>
          file.write(
            (tx) => work(replaced(tx, { tree: (name: string) => forgettingTree(tx.tree(name)) })),
            options,
          ),
      });
    },
  };
}

function forgettingTree(tree: TreeWriter): TreeWriter {
  return replaced(tree, {
    put: (key: Uint8Array, value: Uint8Array) => {
      if (value.length > 0) tree.put(key, value);
    },
  });
}

/** `target` with some methods replaced. */
function replaced<T extends object>(target: T, changes: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(changes, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
