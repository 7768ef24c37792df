import { access, readFile, writeFile } from 'node:fs/promises';
import type { EngineErrorCode, EngineFile } from '../../engines/index.ts';
import { expectFile, supports } from '../commands/index.ts';
import { expectBytes, expectRejects, expectThat } from '../expect.ts';
import { emptyModel, withTree } from '../model.ts';
import { CACHE_BYTES_MIN, opened, withPath } from './handles.ts';
import type { Law } from './law.ts';
import { bytes, entriesTo, inOrder, putAll, scrambled } from './samples.ts';

const TREE = 'a';

/** What other programs leave at a path: less than a header, and more than one. */
const FOREIGN: readonly Uint8Array[] = [
  bytes('hello'),
  bytes('id,mean,std\n'.repeat(1_000)),
  new Uint8Array(20_000),
];

/** What opens, and what is refused and left alone. */
export const openingLaws: readonly Law[] = [
  {
    name: 'A second writer is LOCKED until the first one closes',
    requires: ['persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        await opened(context, { path }, async (file) => {
          await putAll(file, TREE, entriesTo(3));
          await expectRefused('LOCKED', () => context.engine.open(path), 'a second open');
          await putAll(file, TREE, entriesTo(5));
        });

        await opened(context, { path }, async (file) => {
          expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(5)));
        });
      }),
  },
  {
    name: 'An absent file that is not to be created is NOT_FOUND, and stays absent',
    requires: ['persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        const { engine } = context;
        const asWriter = (): Promise<EngineFile> => engine.open(path, { create: false });
        await expectRefused('NOT_FOUND', asWriter, 'open with create: false');
        await expectAbsent(path);

        if (supports(engine, 'read-only')) {
          const asReader = (): Promise<EngineFile> => engine.open(path, { readOnly: true });
          await expectRefused('NOT_FOUND', asReader, 'open with readOnly: true');
          await expectAbsent(path);
        }
      }),
  },
  {
    name: 'A file of another program is NOT_ENGINE_FILE, and is left as it was',
    requires: ['persistence'],
    check: async (context) =>
      inOrder(FOREIGN, async (content) =>
        withPath(context, async (path) => {
          await writeFile(path, content);

          const what = `open of ${content.length} foreign bytes`;
          await expectRefused('NOT_ENGINE_FILE', () => context.engine.open(path), what);

          expectBytes(await readFile(path), content, 'the file after the refusal');
        }),
      ),
  },
  {
    name: 'A file opens with the smallest cache and with a large one alike',
    requires: ['persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        const entries = entriesTo(1_000, 200);
        await opened(context, { path, cacheBytes: CACHE_BYTES_MIN }, async (file) => {
          await putAll(file, TREE, scrambled(entries));
        });

        await inOrder([CACHE_BYTES_MIN, 64 * CACHE_BYTES_MIN, undefined], async (cacheBytes) => {
          await opened(context, { path, cacheBytes }, async (file) => {
            expectFile(context.engine, file, withTree(emptyModel, TREE, entries));
          });
        });
      }),
  },
];

/** Requires `open` to reject with `code`; closes what it opened where it does not. */
async function expectRefused(
  code: EngineErrorCode,
  open: () => Promise<EngineFile>,
  what: string,
): Promise<void> {
  await expectRejects(code, async () => (await open()).close(), what);
}

async function expectAbsent(path: string): Promise<void> {
  const present = await access(path).then(
    () => true,
    () => false,
  );
  expectThat(!present, 'the refused open left a file behind');
}
