import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, AssetType>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export type AssetType =
  | 'text/html; charset=utf-8'
  | 'text/css; charset=utf-8'
  | 'text/javascript; charset=utf-8'
  | 'image/svg+xml';

/** A file of the page. */
export interface Asset {
  readonly type: AssetType;
  readonly bytes: Uint8Array;
}

/** The page as the build leaves it; from the sources that is in `dist` as well. */
const FOLDER: string = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../dist/server/web/page/' : './page/',
    import.meta.url,
  ),
);

/** The files of the page by their path below `/page/`. Empty where it was not built. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const path of filesIn(FOLDER)) {
    const type = TYPES[extname(path)];
    if (type !== undefined) assets.set(path, { type, bytes: readFileSync(join(FOLDER, path)) });
  }
  return assets;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
