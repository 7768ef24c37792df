import { resolve } from 'node:path';
import { type Engine, EngineError, loadEngine, registeredEngines } from '../engines/index.ts';
import type { Skip } from './cell.ts';
import { type Contender, contenderOf } from './contenders/index.ts';
import { PEERS, type Peer } from './peers/index.ts';

/** Those who were called, in order, and those who cannot come. */
export interface Called {
  readonly contenders: readonly Contender[];
  readonly absent: readonly Omit<Skip, 'suite'>[];
}

/**
 * Engines by name or module path, and peers by name; by default the registered engines.
 * @throws EngineError `UNKNOWN_ENGINE`; RangeError when nobody is called, or one twice.
 */
export async function contendersCalled(names: readonly string[] | undefined): Promise<Called> {
  const contenders: Contender[] = [];
  const absent: Omit<Skip, 'suite'>[] = [];
  for (const name of names ?? registeredEngines().map(({ manifest }) => manifest.name)) {
    const peer = PEERS.find((candidate) => candidate.name === name);
    if (peer === undefined) {
      const calledAs = isPath(name) ? resolve(name) : name;
      contenders.push({ ...contenderOf(await engineCalled(name)), calledAs });
      continue;
    }
    try {
      contenders.push({ ...(await peer.load()), calledAs: name });
    } catch (error) {
      absent.push({ competitor: name, workload: 'everything', reason: reasonOf(peer, error) });
    }
  }
  if (contenders.length + absent.length === 0) {
    throw new RangeError('no engine; name one, or leave the list out');
  }
  const called = contenders.map(({ manifest }) => manifest.name);
  const double = called.find((name, index) => called.indexOf(name) !== index);
  if (double !== undefined) throw new RangeError(`two of the engines are called ${double}`);
  return { contenders, absent };
}

/** As `loadEngine`, with an error that names the peers as well. */
async function engineCalled(name: string): Promise<Engine> {
  try {
    return await loadEngine(name);
  } catch (error) {
    if (!(error instanceof EngineError) || isPath(name)) throw error;
    const peers = PEERS.map((peer) => peer.name).join(', ');
    throw new EngineError(error.code, `${error.message}; peers: ${peers}`, { cause: error });
  }
}

function isPath(name: string): boolean {
  return /^[./]/.test(name);
}

function reasonOf({ install }: Peer, error: unknown): string {
  // A loader of addons goes on with every place where it looked.
  const [message] = String(error instanceof Error ? error.message : error).split(/[:.]? Tried:|\n/);
  return `SKIP: it cannot be loaded: ${message}; to install it: ${install}`;
}
