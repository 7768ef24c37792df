import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What is used of the compiler, whose own types would change those of every other file. */
interface Compiler {
  main(
    words: readonly string[],
    api: { readonly writeFile: (name: string, contents: Uint8Array) => void },
  ): Promise<{ readonly error: Error | null }>;
}
const COMPILER: string = 'assemblyscript/asc';

/** What the compiler makes of the sources that a configuration names. */
async function compile(configuration: string): Promise<Uint8Array> {
  const { main } = (await import(COMPILER)) as Compiler;
  const written: Uint8Array[] = [];
  const { error } = await main(['--config', configuration, '--baseDir', root], {
    writeFile: (_name, contents) => {
      written.push(contents);
    },
  });
  if (error !== null) throw error;
  return written[0]!;
}

describe('the WebAssembly that is kept beside its sources', () => {
  it.each(['server/similarity/simd', 'bench/peers/frozen-scan'])(
    'is what the compiler makes of them: %s',
    async (folder) => {
      const built = await compile(`${folder}/asconfig.json`);
      const kept = readFileSync(new URL(`../../../${folder}/kernel.wasm`, import.meta.url));

      expect(built.length).toBeGreaterThan(1_000);
      expect(Buffer.compare(kept, built)).toBe(0);
    },
  );
});
