import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running child program and what it has told so far, one line a fact. */
export interface Child {
  readonly pid: number;
  readonly lines: readonly string[];
  /** Resolves when it has ended and everything it told has arrived. */
  readonly ended: Promise<Ending>;
  /** The first line, from `start` on, that begins with a word; undefined when none ever will. */
  line(word: string, start?: number): Promise<string | undefined>;
  send(line: string): void;
  /** Signals the child alone, or with `group` the process group that it leads. */
  kill(signal: NodeJS.Signals): void;
  /** Kills it with -9 and waits for its end. */
  stop(): Promise<Ending>;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Begins a process group of its own, which `kill` then signals whole. */
  readonly leadsGroup?: boolean;
  /** Drops its errors. */
  readonly quiet?: boolean;
}

/** Starts a command whose standard output is read by line; its errors go to ours. */
export function startChild(command: readonly string[], options: ChildOptions = {}): Child {
  const [file = '', ...argv] = command;
  const { leadsGroup = false, quiet = false } = options;
  const child = spawn(file, argv, {
    stdio: ['pipe', 'pipe', quiet ? 'ignore' : 'inherit'],
    env: { ...process.env, ...options.env },
    detached: leadsGroup,
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  let over = false;
  const wake = (): void => {
    for (const listener of listeners) listener();
  };
  // A program that has ended takes no more lines, which is for whoever waits for one to notice.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line.trimEnd());
    wake();
  });
  const ended = endOf(child).finally(() => {
    over = true;
    wake();
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (over || child.pid === undefined) return;
    if (leadsGroup) killGroup(child.pid, signal);
    else child.kill(signal);
  };
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    kill,
    send: (line) => void child.stdin.write(`${line}\n`),
    line: (word, start = 0) =>
      new Promise((resolve) => {
        let place = start;
        const look = (): void => {
          const found = lines.findIndex((line, index) => index >= place && line.startsWith(word));
          place = found === -1 ? lines.length : found;
          if (found === -1 && !over) return;
          listeners.delete(look);
          resolve(lines[place]);
        };
        listeners.add(look);
        look();
      }),
    stop() {
      kill('SIGKILL');
      return ended;
    },
  };
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The number behind `word` in the last line that has it, 0 where none does. */
export function lastNumber(lines: readonly string[], word: string): number {
  const line = lines.findLast((candidate) => candidate.startsWith(`${word} `));
  return line === undefined ? 0 : Number(line.slice(word.length + 1).split(' ')[0]);
}
