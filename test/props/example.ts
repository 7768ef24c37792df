import { fileURLToPath } from 'node:url';
import { type Engine, loadEngine } from '../../engines/index.ts';

/** Path of the example engine's module. */
export const EXAMPLE: string = fileURLToPath(
  new URL('../../props/example/sorted-array.js', import.meta.url),
);

/** The example engine, loaded as a module of somebody else is. */
export const example: Engine = await loadEngine(EXAMPLE);
