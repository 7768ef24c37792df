import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type Completion, complete, type Vocabulary } from './completion.ts';
import type { History } from './history.ts';
import type { Input } from './input.ts';

const PROMPT = 'vantage> ';
const CONTINUED = '    ...> ';
const LEAVING: ReadonlySet<string> = new Set(['exit', 'quit', '(exit)', '(quit)']);

export interface TerminalOptions {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly input: Input;
  readonly history: History;
  readonly vocabulary: Vocabulary;
  /** Evaluates one text and prints what came of it; the signal calls it off. Never rejects. */
  readonly evaluate: (text: string, signal: AbortSignal) => Promise<void>;
}

type CompletionListener = (error: null, completion: Completion) => void;

/**
 * Talks with a person until they leave: by Ctrl-D, or the word exit. Ctrl-C calls off the form that
 * runs, or else throws away what was typed. What is typed while a form runs waits for it.
 */
export async function talk(options: TerminalOptions): Promise<void> {
  const { stdin, stdout, input, history, vocabulary, evaluate } = options;
  let running: AbortController | undefined;
  const lines: string[] = [];
  const terminal = createInterface({
    input: stdin,
    output: stdout,
    terminal: true,
    history: [...history.lines],
    removeHistoryDuplicates: true,
    completer: (line: string, done: CompletionListener) => void offer(line, vocabulary, done),
  });
  const ask = (): void => {
    terminal.setPrompt(input.isOpen ? CONTINUED : PROMPT);
    terminal.prompt();
  };
  const next = async (): Promise<void> => {
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
      if (!input.isOpen && LEAVING.has(line.trim())) return terminal.close();
      const text = input.push(line);
      if (text === undefined || text.trim() === '') continue;
      running = new AbortController();
      await evaluate(text, running.signal);
      running = undefined;
    }
    ask();
  };
  terminal.on('line', (line) => {
    if (line.trim() !== '') history.add(line);
    lines.push(line);
    if (running === undefined) void next();
  });
  terminal.on('SIGINT', () => {
    if (running !== undefined) return running.abort();
    input.take();
    clearLine(terminal, stdout);
    ask();
  });
  ask();
  await new Promise<void>((resolve) => {
    terminal.on('close', () => {
      running?.abort();
      stdout.write('\n');
      resolve();
    });
  });
}

async function offer(
  line: string,
  vocabulary: Vocabulary,
  done: CompletionListener,
): Promise<void> {
  done(null, await complete(line, vocabulary));
}

/** Leaves the line as it stands, and begins another. */
function clearLine(terminal: Interface, stdout: Writable): void {
  stdout.write('\n');
  terminal.write(null, { ctrl: true, name: 'e' });
  terminal.write(null, { ctrl: true, name: 'u' });
}
