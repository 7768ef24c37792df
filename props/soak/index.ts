/**
 * The long tier: what takes minutes to hours. A part is one file here and one line in `soakParts`.
 */
import { boundsPart } from './bounds.ts';
import { corruptionPart } from './corruption.ts';
import { crashesPart } from './crashes.ts';
import { failuresPart } from './failures.ts';
import { interleavingsPart } from './interleavings.ts';
import { isolationPart } from './isolation.ts';
import { killsPart } from './kills.ts';
import { locksPart } from './locks.ts';
import { metadataKillsPart } from './metadata-kills.ts';
import { metadataPostgresPart } from './metadata-postgres.ts';
import { metadataPowerPart } from './metadata-power.ts';
import { modelPart } from './model.ts';
import type { SoakPart } from './part.ts';
import { powerPart } from './power.ts';
import { searchesPart } from './searches.ts';
import { syscallsPart } from './syscalls.ts';

export { runSoak, soakFailed, summaryOf } from './run.ts';

/** Every part, in the order in which they run. */
export const soakParts: readonly SoakPart[] = [
  modelPart,
  interleavingsPart,
  crashesPart,
  failuresPart,
  corruptionPart,
  locksPart,
  isolationPart,
  syscallsPart,
  killsPart,
  powerPart,
  boundsPart,
  searchesPart,
  metadataKillsPart,
  metadataPostgresPart,
  metadataPowerPart,
];
