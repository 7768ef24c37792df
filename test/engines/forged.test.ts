import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EngineFile, registeredEngines } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import { recordRun } from '../../engines/storage/extent.ts';
import {
  FIRST_DATA_PAGE,
  GUIDE,
  KIND,
  PAGE,
  PAGE_BYTES,
  RED,
  RUN_PAGES_MAX,
} from '../../engines/storage/layout.ts';
import type { Mark } from '../../engines/storage/marks.ts';
import { pageFault, readHeader, stampHeader } from '../../engines/storage/page-header.ts';
import { recordIn } from '../../engines/storage/recovery.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { Forgery } from './forgery.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

/*
 * Files whose checksums are right and whose contents are not: what no accident makes, and what must
 * not be believed all the same.
 */

const scratch = scratchDirectory('forged');
const engine = registeredEngines()[0]!;

const put = (file: EngineFile, key: string): Promise<void> =>
  file.write((tx) => tx.tree('t').put(bytes(key), bytes('value')));

/** A file of two commits; `early` is its mark after the first. */
async function twoCommits(name: string): Promise<{ forgery: Forgery; early: Mark }> {
  const path = join(scratch, name);
  const file = await engine.open(path);
  await put(file, 'a');
  const early = new Forgery(path).mark;
  await put(file, 'b');
  // Both marks say the second commit after a close, and its pages carry the epoch of this opening.
  await file.close();
  return { forgery: new Forgery(path), early };
}

async function keysAfterRecovery(path: string): Promise<readonly (string | undefined)[]> {
  const file = await engine.open(path);
  const keys = [...file.snapshot().tree('t').range()].map(({ key }) => text(key));
  expect((await file.verify()).faults).toEqual([]);
  await file.close();
  return keys;
}

describe('a tree with right checksums', () => {
  it('is told to have a red root', async () => {
    const { forgery } = await twoCommits('red root');
    const { root } = forgery.record.catalog.get('t')!;
    forgery.changeGuide(root, (guide) => {
      guide[GUIDE.left]! |= RED;
    });
    forgery.write();

    const file = await engine.open(forgery.path, { readOnly: true });
    const messages = (await file.verify()).faults.map(({ message }) => message);
    expect(messages.join('\n')).toMatch(/the root is red/);
    await file.close();
  });
});

describe('a mark with a right checksum', () => {
  it.each([
    ['a page that is no record', /is not a commit record/, { record: FIRST_DATA_PAGE }],
    ['no page', /points to page 0/, { record: 0 }],
    ['a run that ends before it begins', /points to page/, { end: FIRST_DATA_PAGE }],
    ['a run longer than any', /points to page/, { end: RUN_PAGES_MAX + 10_000 }],
    ['the record of another commit', /records commit/, { commit: 77 }],
    ['a commit beyond all numbers', /points to page/, { commit: 2 ** 60 }],
    ['a record of another checksum', /records commit/, { recordChecksum: 1 }],
  ] as const)('is not believed when it points to %s', async (what, message, change) => {
    const { forgery } = await twoCommits(what);
    const { mark } = forgery;
    const record = 'record' in change ? change.record : mark.record;
    const end = 'end' in change ? change.end : record === mark.record ? mark.end : record + 1;
    forgery.setMarks({ ...mark, ...change, end });
    forgery.write();

    for (const readOnly of [false, true]) {
      await expect(engine.open(forgery.path, { readOnly })).rejects.toMatchObject({
        code: 'CORRUPT',
        message: expect.stringMatching(message) as string,
      });
    }
  });
});

const word = (field: number): number => field * 4;

describe('a commit above the mark, whole and with right checksums', () => {
  it('counts', async () => {
    const { forgery, early } = await twoCommits('counts');
    forgery.setMarks(early);
    forgery.write();

    expect(await keysAfterRecovery(forgery.path)).toEqual(['a', 'b']);
  });

  it.each([
    ['its pages are of two commits', 'first', (view) => setCommit(view, 9)],
    ['it is older than the mark', 'both', (view) => setCommit(view, 1)],
    ['a run has no pages', 'first', (view) => view.setUint32(word(PAGE.run), 0, true)],
    ['a run has too many', 'first', (view) => view.setUint32(word(PAGE.run), 2 ** 20, true)],
    ['a run leaves the file', 'first', (view) => view.setUint32(word(PAGE.run), 1_000, true)],
    ['a page is of no kind', 'first', (view) => view.setUint32(word(PAGE.kind), 9, true)],
    ['its record is cut', 'record', (view) => view.setUint32(word(PAGE.used), 20, true)],
  ] as const satisfies readonly (readonly [string, string, (view: DataView) => void])[])(
    'does not count when %s',
    async (what, which, change) => {
      const { forgery, early } = await twoCommits(what);
      const { record } = forgery.mark;
      const pages =
        which === 'both' ? [early.end, record] : [which === 'first' ? early.end : record];
      for (const page of pages) forgery.change(page, change);
      forgery.setMarks(early);
      forgery.write();

      expect(await keysAfterRecovery(forgery.path)).toEqual(['a']);
    },
  );

  it.each([
    ['it follows another commit', { previousCommit: 0 }],
    ['it begins elsewhere', { firstPage: FIRST_DATA_PAGE }],
  ])('does not count when %s', async (what, change) => {
    const { forgery, early } = await twoCommits(what);
    const { record } = forgery.mark;
    const run = forgery.page(record);
    const { epoch, commit } = readHeader(run);
    run.set(recordRun({ ...recordIn(run, record), ...change }));
    stampHeader(run, { page: record, epoch, commit }, forgery.seed);
    forgery.setMarks(early);
    forgery.write();

    expect(await keysAfterRecovery(forgery.path)).toEqual(['a']);
  });
});

describe('a red-black tree whose colours lie', () => {
  it('is not written to where a node that they promise is missing', async () => {
    const path = join(scratch, 'colours');
    const redBlackEngine = treeEngine(redBlack);
    const made = await redBlackEngine.open(path);
    await put(made, 'a');
    await put(made, 'b');
    await made.close();
    const forgery = new Forgery(path);
    const { root } = forgery.record.catalog.get('t')!;
    let right = 0;
    forgery.changeGuide(root, (guide) => {
      right = guide[GUIDE.right]!;
    });
    // Black now, and without a sibling.
    forgery.changeGuide(right, (guide) => {
      expect(guide[GUIDE.left]).toBe(RED);
      guide[GUIDE.left] = 0;
    });
    forgery.write();

    const file = await redBlackEngine.open(path);
    await expect(file.write((tx) => tx.tree('t').delete(bytes('b')))).rejects.toMatchObject({
      code: 'CORRUPT',
    });
    const tree = file.snapshot().tree('t');
    expect([...tree.range()].map(({ key }) => text(key))).toEqual(['a', 'b']);
    await file.close();
  });
});

function setCommit(view: DataView, commit: number): void {
  view.setBigUint64(PAGE.commitLow * 4, BigInt(commit), true);
}

function faultOf(
  header: { kind: number; used: number; run: number },
  page = 5,
): string | undefined {
  const run = new Uint8Array(PAGE_BYTES);
  const view = new DataView(run.buffer);
  for (const name of ['kind', 'used', 'run'] as const) {
    view.setUint32(PAGE[name] * 4, header[name], true);
  }
  stampHeader(run, { page: 5, epoch: 1, commit: 1 }, 3);
  return pageFault(run, page, 3);
}

describe('a page with a right checksum', () => {
  it('is sound where it belongs', () => {
    for (const kind of Object.values(KIND)) {
      expect(faultOf({ kind, used: kind === KIND.nodes ? 0 : 1, run: 1 })).toBeUndefined();
    }
  });

  it('is at fault in another place, with another length, kind or use', () => {
    expect(faultOf({ kind: KIND.nodes, used: 1, run: 1 }, 6)).toContain('wrong place');
    expect(faultOf({ kind: KIND.nodes, used: 1, run: 2 })).toContain('its run has 2 pages');
    expect(faultOf({ kind: 77, used: 1, run: 1 })).toContain('unknown kind 77');
    for (const kind of Object.values(KIND)) {
      expect(faultOf({ kind, used: PAGE_BYTES, run: 1 })).toContain('claims');
    }
  });
});
