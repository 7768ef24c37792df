import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A directory of the calling test file's own, removed when its tests are done. */
export function scratchDirectory(name: string): string {
  const path = mkdtempSync(join(tmpdir(), `vantage-${name}-`));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function bytes(content: string): Uint8Array {
  return Buffer.from(content, 'utf8');
}

export function text(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value).toString('utf8');
}
