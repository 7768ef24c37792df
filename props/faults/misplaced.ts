import { FIRST_DATA_PAGE, PAGE_BYTES } from '../../engines/storage/index.ts';
import { replayed } from './crash-states.ts';
import { BlockImage } from './file-image.ts';
import { type Disk, fileOf } from './journal.ts';
import { type EngineOver, live, NOTHING, PATH } from './life.ts';
import { recordingStorage } from './recording-storage.ts';
import type { Step } from './steps.ts';

/**
 * Lets each page of a file stand in the place of each other, as after a write that went astray, and
 * returns the cases that neither opening nor verifying noticed.
 */
export async function tryMisplaced(
  engineOver: EngineOver,
  steps: readonly Step[],
): Promise<readonly string[]> {
  const { disk } = replayed(await live(engineOver, steps, NOTHING));
  const number = disk.names.get(PATH)!;
  const { bytes, size } = fileOf(disk, number);
  const pages = Array.from({ length: size / PAGE_BYTES }, (_, page) =>
    bytes.slice(page * PAGE_BYTES, (page + 1) * PAGE_BYTES),
  );
  const unnoticed: string[] = [];
  for (let from = FIRST_DATA_PAGE; from < pages.length; from += 1) {
    for (let to = FIRST_DATA_PAGE; to < pages.length; to += 1) {
      if (from === to) continue;
      const image = new BlockImage(pages.with(to, pages[from]!), size);
      const astray: Disk = { ...disk, files: new Map(disk.files).set(number, image) };
      if (!(await noticed(engineOver, astray))) {
        unnoticed.push(`page ${from} stands in the place of ${to}, and nobody says so`);
      }
    }
  }
  return unnoticed;
}

async function noticed(engineOver: EngineOver, disk: Disk): Promise<boolean> {
  try {
    const file = await engineOver(recordingStorage(disk).storage).open(PATH);
    const { faults } = await file.verify();
    await file.close();
    return faults.length > 0;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'CORRUPT') return true;
    throw error;
  }
}
