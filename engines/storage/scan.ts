import type { Fault } from '../engine.ts';
import { FIRST_DATA_PAGE, PAGE_BYTES, RUN_PAGES_MAX } from './layout.ts';
import { pageFault, readHeader } from './page-header.ts';
import { readMarks, type Sheet } from './recovery.ts';

const PAGES_BETWEEN_TURNS = 1024;

/**
 * Verifies the marks and every page from the first to `end` as they are on disk, past any cache.
 * Cost: one read of the file; gives way to the event loop every 4 MiB.
 */
export async function scanPages(
  sheet: Sheet,
  end: number,
): Promise<{ readonly faults: readonly Fault[]; readonly pagesChecked: number }> {
  const faults: Fault[] = [];
  const report = (page: number, message: string): void => {
    faults.push({ page, tree: undefined, message });
  };
  for (const [slot, mark] of readMarks(sheet).entries()) {
    if (mark === undefined) report(slot + 1, 'the mark does not verify');
  }
  const head = new Uint8Array(PAGE_BYTES);
  let pagesChecked = 0;
  for (let page = FIRST_DATA_PAGE; page < end; ) {
    const count = sheet.file.read(head, page * PAGE_BYTES);
    if (count < PAGE_BYTES) {
      report(page, `the file ends at byte ${page * PAGE_BYTES + count}, before its last commit`);
      break;
    }
    const { run } = readHeader(head);
    const pages = run >= 1 && run <= RUN_PAGES_MAX && page + run <= end ? run : 1;
    const bytes = pages === 1 ? head : new Uint8Array(pages * PAGE_BYTES);
    if (pages > 1) sheet.file.read(bytes, page * PAGE_BYTES);
    const fault = pageFault(bytes, page, sheet.seed);
    if (fault !== undefined) report(page, fault);
    // A damaged header cannot be trusted to say how far its run goes.
    page += fault === undefined ? pages : 1;
    pagesChecked += 1;
    if (pagesChecked % PAGES_BETWEEN_TURNS === 0) await new Promise(setImmediate);
  }
  return { faults, pagesChecked };
}
