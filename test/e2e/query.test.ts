import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '../engines/scratch.ts';
import { type Finished, VANTAGE, vantage } from './processes.ts';

const scratch = scratchDirectory('query');
const data = join(scratch, 'demo');

beforeAll(async () => {
  mkdirSync(scratch, { recursive: true });
  expect(await vantage('create', data, '--demo', '30')).toMatchObject({ code: 0 });
});

/** Runs the command with `input` on its standard input. */
async function fed(input: string, ...argv: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [VANTAGE, ...argv]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined); // It may end before it has read all.
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

describe('vantage query', () => {
  it('prints records as a table, and anything else as it reads', async () => {
    const table = await vantage(
      'query',
      '(nearest "ts-17" :k 2 :where (= level "A"))',
      '--data',
      data,
    );
    const text = await vantage('query', '(list 1.5 "a\\u{1b}[31m" nil)', '--data', data);
    const record = await vantage('query', '{"a" 1 "list" (list 1 2)}', '--data', data);

    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/^ID +DISTANCE\nts-\d+ +\d\.\d+\nts-\d+ +\d\.\d+\n$/);
    expect(text.stdout).toBe('(1.5 "a\\u{1b}[31m" nil)\n');
    expect(record.stdout).toBe('  a     1\n  list  (1 2)\n');
  });

  it('escapes what a terminal would act on, in tables too', async () => {
    const { stdout } = await vantage('query', '(list {"k\\u{7}" "\\u{1b}[2J"})', '--data', data);

    expect(stdout).toBe('K\\u{7}\n\\u{1b}[2J\n');
  });

  it('takes a file or standard input, and prints one document', async () => {
    const file = join(scratch, 'program.lisp');
    writeFileSync(file, '; twice\n(def x 21)\n(* 2 x)\n');

    const fromFile = await vantage('query', '-f', file, '--data', data, '--json');
    const fromInput = await fed('(def x 1)\n(+ x 1)\n', 'query', '-', '--data', data, '--json');

    expect(fromFile).toMatchObject({ code: 0, stdout: '{"value":42}\n' });
    expect(fromInput).toMatchObject({ code: 0, stdout: '{"value":2}\n' });
  });

  it('ends with 1 for a program at fault, and says where', async () => {
    const plain = await vantage('query', '(list\n (lenght 1))', '--data', data);
    const json = await vantage('query', '(+ 1', '--data', data, '--json');

    expect(plain).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: line 2, column 3: lenght is not defined; did you mean length?, in lenght\n',
    });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { code: 'INCOMPLETE', place: { line: 1, column: 1, form: '(+ 1' } },
    });
  });

  it('refuses a value that JSON cannot hold where JSON is asked for', async () => {
    const json = await vantage('query', '{"__proto__" 1}', '--data', data, '--json');

    expect(json).toMatchObject({ code: 1, stdout: expect.stringContaining('"code":"RESULT"') });
    expect(json.stderr).toBe(
      'error: line 1, column 1: the key __proto__ cannot be written as JSON\n',
    );
  });

  it('ends with the code of what the collection said', async () => {
    const nobody = await vantage('query', '(series "nobody")', '--data', data);
    const unreachable = await vantage('query', '1', '--url', 'vantage://127.0.0.1:1');
    const filter = await vantage('query', '(select (where (= levle "A")))', '--data', data);

    expect(nobody).toMatchObject({ code: 3, stderr: expect.stringContaining('line 1, column 1') });
    expect(unreachable.code).toBe(4);
    expect(filter).toMatchObject({ code: 1, stderr: expect.stringContaining('levle') });
  });

  it('refuses a small value that would print without end, since it names its parts twice', async () => {
    const program = `(def grow (func (n x) (if (= n 0) x (grow (- n 1) (list x x))))) (grow 22 1)`;

    for (const argv of [[], ['--json']]) {
      const { code, stderr } = await vantage('query', program, '--data', data, ...argv);
      expect(code).toBe(1);
      expect(stderr).toMatch(/the (value takes|result has) more than \d+ (characters|values)/);
    }
    expect(await fed(program.replace(') (grow', ')\n(grow'), 'repl', '--data', data)).toEqual({
      code: 1,
      stdout: '#<function grow>\n',
      stderr: 'error: line 1, column 1: the value takes more than 8388608 characters to print\n',
    });
  });

  it('inserts only where it is told to', async () => {
    const program = '(insert "twice" (map (func (v) (* 2 v)) (get (series "ts-1") "values")))';
    const refused = await vantage('query', program, '--data', data);
    const inserted = await vantage('query', program, '--data', data, '--write');

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('say --write') });
    expect(inserted).toMatchObject({ code: 0, stdout: 'true\n' });
    expect(await vantage('delete', 'twice', '--data', data)).toMatchObject({ code: 0 });
  });

  it('refuses a line that names no program, or two', async () => {
    expect((await vantage('query', '--data', data)).code).toBe(2);
    expect((await vantage('query', '1', '-f', 'x', '--data', data)).code).toBe(2);
    expect((await vantage('query', '-f', join(scratch, 'absent'), '--data', data)).code).toBe(1);
  });
});

describe('vantage repl with its input piped in', () => {
  it('evaluates form by form, as they come, over several lines', async () => {
    const input = '(def x 2) x\n\n(def double (func (n)\n  ; of n\n  (* n x)))\n(double 21) "two"';

    expect(await fed(input, 'repl', '--data', data)).toEqual({
      code: 0,
      stdout: '2\n2\n#<function double>\n42\n"two"\n',
      stderr: '',
    });
  });

  it('stops at the first error with 1, and counts lines from the first', async () => {
    expect(await fed('(def x 1)\n(list\n  y)\n(+ x 1)\n', 'repl', '--data', data)).toEqual({
      code: 1,
      stdout: '1\n',
      stderr: 'error: line 3, column 3: y is not defined; (help) lists what there is, in y\n',
    });
    expect(await fed('1\n(+ 1', 'repl', '--data', data)).toMatchObject({
      code: 1,
      stdout: '1\n',
      stderr: expect.stringContaining('line 2, column 1'),
    });
  });

  it('refuses --json', async () => {
    expect(await fed('1', 'repl', '--data', data, '--json')).toMatchObject({ code: 2 });
  });
});
