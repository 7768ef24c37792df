import { agreementLaws } from './agreement.ts';
import { backupLaws } from './backups.ts';
import { changeLaws } from './changes.ts';
import { compactionLaws } from './compaction.ts';
import { concurrencyLaws } from './concurrency.ts';
import { durabilityLaws } from './durability.ts';
import { heightLaws } from './heights.ts';
import type { Law } from './law.ts';
import { limitLaws } from './limits.ts';
import { loadLaws } from './loads.ts';
import { openingLaws } from './opening.ts';
import { ownershipLaws } from './ownership.ts';
import { persistenceLaws } from './persistence.ts';
import { readOnlyLaws } from './read-only.ts';
import { readLaws } from './reads.ts';
import { snapshotLaws } from './snapshots.ts';
import { transactionLaws } from './transactions.ts';
import { treeLaws } from './trees.ts';
import { verificationLaws } from './verification.ts';

/** Every law of the engine contract, by subject: what is read, written, kept, and given back. */
export const engineLaws: readonly Law[] = [
  ...readLaws,
  ...treeLaws,
  ...agreementLaws,
  ...transactionLaws,
  ...changeLaws,
  ...concurrencyLaws,
  ...snapshotLaws,
  ...ownershipLaws,
  ...limitLaws,
  ...loadLaws,
  ...heightLaws,
  ...verificationLaws,
  ...openingLaws,
  ...persistenceLaws,
  ...durabilityLaws,
  ...readOnlyLaws,
  ...backupLaws,
  ...compactionLaws,
];
