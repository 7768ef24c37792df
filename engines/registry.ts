import { pathToFileURL } from 'node:url';
import type { Engine } from './engine.ts';
import { EngineError } from './errors.ts';
import { redBlack } from './red-black/index.ts';
import { disk, openSheet } from './storage/index.ts';
import {
  type SalvageReport,
  salvage,
  type TracedTree,
  tracedTree,
  treeEngine,
} from './tree/index.ts';
import { unbalanced } from './unbalanced/index.ts';

const BALANCES = [redBlack, unbalanced];
const ENGINES: readonly Engine[] = BALANCES.map((balance) => treeEngine(balance));

/** Every engine that ships, the default one first. */
export function registeredEngines(): readonly Engine[] {
  return ENGINES;
}

/**
 * The engine called `name`, or the one that the module at a path (with a `/` or a `.` first)
 * exports as `engine` or by default.
 * @throws EngineError `UNKNOWN_ENGINE`.
 */
export async function loadEngine(name: string): Promise<Engine> {
  const registered = ENGINES.find((engine) => engine.manifest.name === name);
  if (registered !== undefined) return registered;
  if (!/^[./]/.test(name)) {
    const known = ENGINES.map((engine) => engine.manifest.name).join(', ');
    throw new EngineError('UNKNOWN_ENGINE', `no engine "${name}"; there are: ${known}`);
  }
  const module = await importModule(name);
  for (const candidate of [module['engine'], module['default']]) {
    if (isEngine(candidate)) return candidate;
  }
  throw new EngineError(
    'UNKNOWN_ENGINE',
    `${name} exports no engine: export one as "engine" or by default`,
  );
}

/**
 * An empty tree in memory that tells what its changes do, run by the registered engine `name`.
 * @throws EngineError `UNKNOWN_ENGINE`.
 */
export function traceEngine(name: string): TracedTree {
  const balance = BALANCES.find((one) => one.name === name);
  if (balance !== undefined) return tracedTree(balance);
  const known = BALANCES.map((one) => one.name).join(', ');
  throw new EngineError('UNKNOWN_ENGINE', `no engine "${name}" to trace; there are: ${known}`);
}

/** The name of the engine that wrote the file at `path`. Takes no lock. */
export async function engineOf(path: string): Promise<string> {
  const sheet = await openSheet(disk, path, undefined, 'read');
  await sheet.file.close();
  return sheet.header.engine;
}

/**
 * Saves what can be read of the damaged file at `from` into a new file at `to`, of the same engine,
 * or of the default one when the header does not tell. Takes no lock and never writes to `from`.
 * @throws EngineError `EXISTS` when `to` is there; the errors of opening `from`, but `CORRUPT` only
 * when neither its header nor a mark is left; `FULL` for more than memory holds.
 */
export function salvageFile(from: string, to: string): Promise<SalvageReport> {
  return salvage({ storage: disk, from, to, engineFor });
}

function engineFor(name: string): Engine {
  return ENGINES.find((engine) => engine.manifest.name === name) ?? ENGINES[0]!;
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new EngineError(
      'UNKNOWN_ENGINE',
      `${path} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

function isEngine(candidate: unknown): candidate is Engine {
  if (typeof candidate !== 'object' || candidate === null) return false;
  const { manifest, open } = candidate as Partial<Engine>;
  return typeof open === 'function' && typeof manifest?.name === 'string';
}
