import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '../engines/scratch.ts';
import { VANTAGE, vantage } from './processes.ts';

const scratch = scratchDirectory('repl');
const data = join(scratch, 'demo');
const history = join(scratch, 'lines', 'history');
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** `script` of util-linux gives a command a terminal; elsewhere it may be another program. */
const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

/** A command on a terminal of its own. */
class Terminal {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  #output = '';
  #seen = 0;
  #isOver = false;
  #onOutput: () => void = () => undefined;

  constructor(line: string) {
    const env = { ...process.env, VANTAGE_HISTORY: history, NO_COLOR: '1' };
    this.#child = spawn('script', ['-qec', line, '/dev/null'], { env });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
      this.#onOutput();
    });
    this.#ended = new Promise((resolve) => {
      this.#child.on('close', (code) => {
        this.#isOver = true;
        this.#onOutput();
        resolve(code);
      });
    });
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Resolves to what was printed up to `text`, since the last call; rejects at the end. */
  async until(text: string): Promise<string> {
    for (;;) {
      const plain = stripVTControlCharacters(this.#output).replaceAll('\r', '');
      const at = plain.indexOf(text, this.#seen);
      if (at !== -1) {
        const found = plain.slice(this.#seen, at + text.length);
        this.#seen = at + text.length;
        return found;
      }
      if (this.#isOver) throw new Error(`no ${text} in ${plain.slice(this.#seen)}`);
      await new Promise<void>((resolve) => {
        this.#onOutput = resolve;
      });
    }
  }

  ended(): Promise<number | null> {
    return this.#ended;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

let terminal: Terminal | undefined;

async function talking(): Promise<Terminal> {
  terminal = new Terminal(`'${process.execPath}' '${VANTAGE}' repl --data '${data}'`);
  await terminal.until('vantage> ');
  return terminal;
}

beforeAll(async () => {
  mkdirSync(scratch, { recursive: true });
  expect(await vantage('create', data, '--demo', '30')).toMatchObject({ code: 0 });
});
afterEach(() => terminal?.kill());

describe.runIf(hasScript)('vantage repl on a terminal', () => {
  it('evaluates lines, goes on after errors, and prints tables', async () => {
    const one = await talking();

    one.type('(def k 2)\r');
    await one.until('\n2\nvantage> ');
    one.type('(nearest "ts-17" :k k)\r');
    expect(await one.until('vantage> ')).toMatch(/ID +DISTANCE\nts-\d+ +0\.\d+\nts-\d+ +0\.\d+\n/);
    one.type('(lenght k)\r');
    await one.until('error: line 1, column 2: lenght is not defined; did you mean length?');
    one.type('(+ k\r');
    await one.until('...> ');
    one.type('40)\r');
    await one.until('\n42\nvantage> ');
    one.type(CTRL_D);
    expect(await one.ended()).toBe(0);
  });

  it('calls off the form that runs by Ctrl-C, and what was typed, and stays', async () => {
    const one = await talking();

    one.type('(def spin (func () (spin)))\r');
    await one.until('#<function spin>');
    await one.until('vantage> ');
    one.type('(spin)\r');
    await one.until('(spin)\n');
    one.type(CTRL_C);
    await one.until('it was interrupted');
    await one.until('vantage> ');
    one.type('(list 1\r');
    await one.until('...> ');
    one.type(CTRL_C);
    await one.until('vantage> ');
    one.type('(+ 40 2)\r');
    await one.until('\n42\nvantage> ');
    one.type('exit\r');
    expect(await one.ended()).toBe(0);
  });

  it('completes functions, columns and ids', async () => {
    const one = await talking();

    one.type('(near');
    await one.until('(near');
    one.type('\t');
    await one.until('est');
    one.type(' "t');
    await one.until('"t');
    one.type('\t');
    await one.until('s-'); // What all ids have in common.
    one.type(CTRL_C);
    await one.until('vantage> ');
    one.type('(where (= lev');
    await one.until('(= lev');
    one.type('\t');
    await one.until('el');
    one.type(CTRL_C);
    await one.until('vantage> ');
    one.type(CTRL_D);
    expect(await one.ended()).toBe(0);
  });

  it('keeps its lines for the next time, in a file of its owner alone', async () => {
    mkdirSync(join(scratch, 'lines'), { recursive: true });
    writeFileSync(history, '(+ 20 1)\n', { mode: 0o644 });
    const one = await talking();

    one.type('\u001b[A');
    await one.until('(+ 20 1)');
    one.type('\r');
    await one.until('\n21\nvantage> ');
    one.type('"kept"\r');
    await one.until('\n"kept"\nvantage> ');
    one.type(CTRL_D);
    expect(await one.ended()).toBe(0);
    expect(readFileSync(history, 'utf8')).toBe('(+ 20 1)\n(+ 20 1)\n"kept"\n');
    expect(statSync(history).mode & 0o777).toBe(0o600);
  });
});

it.skipIf(hasScript)(
  'SKIP: there is no script of util-linux to make a terminal with',
  () => undefined,
);
