/**
 * Writes one file of the present format for each engine that ships, and beside it what it holds:
 *
 *     npx tsx test/golden/make.ts
 *
 * The bytes depend on nothing but the format, so that a second run changes nothing. A file that was
 * made once stays for ever: whatever reads later formats reads it too.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { redBlack } from '../../engines/red-black/index.ts';
import {
  FORMAT_VERSION,
  HEADER,
  MARK,
  MARK_PAGES,
  PAGE_BYTES,
} from '../../engines/storage/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { unbalanced } from '../../engines/unbalanced/index.ts';
import { restamp, victimOf } from '../../props/damage/hostile-fields.ts';
import { type Corpus, makeCorpus } from '../../props/damage/index.ts';

/** What a golden file holds. */
export interface GoldenContents {
  readonly engine: string;
  readonly format: number;
  readonly commit: number;
  /** Entries, and SHA-256 over the length and bytes of each key and value in order, by tree. */
  readonly trees: Readonly<Record<string, { readonly entries: number; readonly digest: string }>>;
}

const FILE_ID: Uint8Array = Buffer.from('vantage golden 1');

/** A golden file of each engine, the same at every call. */
export async function goldenFiles(): Promise<
  readonly {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly contents: GoldenContents;
  }[]
> {
  const files = [];
  for (const balance of [redBlack, unbalanced]) {
    const corpus = await makeCorpus((storage) => treeEngine(balance, storage));
    files.push({
      name: `format-${FORMAT_VERSION}-${balance.name}`,
      bytes: withFileId(corpus.closed),
      contents: contentsOf(balance.name, corpus),
    });
  }
  return files;
}

/** `whole` with an id that is not random, and every checksum that begins with it. */
function withFileId(whole: Uint8Array): Uint8Array {
  const file = victimOf(whole);
  file.bytes.set(FILE_ID, HEADER.fileId);
  for (const page of MARK_PAGES) file.bytes.set(FILE_ID, page * PAGE_BYTES + MARK.fileId);
  // Every run keeps the length that it says.
  restamp(() => 1, file);
  return file.bytes;
}

function contentsOf(engine: string, { commit, trees }: Corpus): GoldenContents {
  const told = trees.map(([name, entries]) => {
    return [name, { entries: entries.length, digest: digestOf(entries) }] as const;
  });
  return { engine, format: FORMAT_VERSION, commit, trees: Object.fromEntries(told) };
}

export function digestOf(
  entries: Iterable<{ readonly key: Uint8Array; readonly value: Uint8Array }>,
): string {
  const hash = createHash('sha256');
  for (const { key, value } of entries) {
    hash.update(`${key.length} ${value.length} `).update(key).update(value);
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  for (const { name, bytes, contents } of await goldenFiles()) {
    writeFileSync(join(folder, `${name}.vantage`), bytes);
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(contents, undefined, 2)}\n`);
    process.stdout.write(`${name}: ${bytes.length} bytes\n`);
  }
}
