import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { COLLECTION_FILE } from '../../server/index.ts';
import type { Examination } from './check.ts';
import { examineContents, examineLock } from './collection.ts';
import { examineDirectory } from './directory.ts';
import { examineMachine, type Machine } from './machine.ts';
import { examineMetadata } from './metadata.ts';
import { examinePort, examineWorkers } from './service.ts';

export interface ExaminationOptions {
  /** The data directory, if one is to be looked at. */
  readonly directory: string | undefined;
  /** Port on which a server would listen. */
  readonly port: number;
  /** URL of the PostgreSQL server that it would select from, if there is one to be looked at. */
  readonly metadata?: string | undefined;
  /** Default this one. */
  readonly machine?: Machine | undefined;
}

/** Everything there is to look at, from the ground up. */
export function examinations(options: ExaminationOptions): readonly Examination[] {
  const { directory, port, metadata, machine = thisMachine() } = options;
  const ground: readonly Examination[] = [
    async () => examineMachine(machine),
    async () => [await examineWorkers()],
    async () => [await examinePort(port)],
    ...(metadata === undefined ? [] : [() => examineMetadata(metadata)]),
  ];
  if (directory === undefined) return ground;
  const file = join(directory, COLLECTION_FILE);
  return [
    ...ground,
    () => examineDirectory(directory, file),
    async () => (existsSync(file) ? [await examineLock(file)] : []),
    async () => (existsSync(file) ? [await examineContents(directory)] : []),
  ];
}

function thisMachine(): Machine {
  const programs = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return { nodeVersion: process.versions.node, platform: process.platform, programs };
}
