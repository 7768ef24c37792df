import { type Child, startChild } from './child.ts';
import { programPath } from './programs.ts';

/** A process that opens files for writing when it is asked to. */
export interface Contender {
  readonly pid: number;
  /** Resolves with `won`, or with `lost CODE MESSAGE`. */
  open(engine: string, path: string): Promise<string>;
  /** The same without taking the lock: a planted fault. */
  openUnlocked(engine: string, path: string): Promise<string>;
  /** Resolves when it has begun to do nothing else for so long. */
  busy(ms: number): Promise<void>;
  close(): Promise<void>;
  kill: Child['kill'];
  stop: Child['stop'];
}

export async function startContender(): Promise<Contender> {
  const child = startChild([process.execPath, await programPath('contender')]);
  const ask = async (order: string): Promise<string> => {
    const { length } = child.lines;
    child.send(order);
    const answer = await child.line('', length);
    if (answer === undefined) throw new Error(`a contender ended over "${order}"`);
    return answer;
  };
  return {
    pid: child.pid,
    open: (engine, path) => ask(`open ${engine} ${path}`),
    openUnlocked: (engine, path) => ask(`open-unlocked ${engine} ${path}`),
    async busy(ms) {
      await ask(`busy ${ms}`);
    },
    async close() {
      await ask('close');
    },
    kill: child.kill,
    stop: child.stop,
  };
}

/** Runs `work` with `count` contenders, and ends them. */
export async function withContenders<T>(
  count: number,
  work: (contenders: readonly Contender[]) => Promise<T>,
): Promise<T> {
  const contenders = await Promise.all(Array.from({ length: count }, startContender));
  try {
    return await work(contenders);
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}
