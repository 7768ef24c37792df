import { describe, expect, it } from 'vitest';
import { type CommandShape, nameValue, shapeOf } from '../../../client/command-line/synopsis.ts';
import { syntaxFault } from '../../../client/command-line/syntax-fault.ts';

const NEAREST: CommandShape = shapeOf({
  usage: 'vantage nearest [ID]',
  options: [
    { definition: '-k #0', required: false },
    { definition: '--file #0', required: false },
    { definition: '--json', required: false },
  ],
});
const WITHIN: CommandShape = shapeOf({
  usage: 'vantage within [ID]',
  options: [{ definition: '--radius,-r #0', required: true }],
});
const IMPORT: CommandShape = shapeOf({ usage: 'vantage import <DIR|URL> <FILE> ...', options: [] });
const shapes = [NEAREST, WITHIN, IMPORT];
const known = { names: ['nearest', 'within', 'import'], shapes };

describe('the shape of a command', () => {
  it('is read from what clipanion tells', () => {
    expect(IMPORT).toEqual({
      name: 'import',
      options: [],
      required: ['DIR|URL', 'FILE'],
      optional: [],
      repeats: true,
    });
    expect(WITHIN.options).toEqual([
      { names: ['--radius', '-r'], takesValue: true, required: true },
    ]);
  });

  it('names the values of options', () => {
    expect(nameValue('--file #0')).toBe('--file FILE');
    expect(nameValue('--workers #0')).toBe('--workers N');
    expect(nameValue('--json')).toBe('--json');
  });
});

describe('what is wrong with a command line', () => {
  const cases: readonly (readonly [line: string, fault: string | undefined])[] = [
    ['', 'no command is named'],
    ['--json', 'no command is named'],
    ['nearst x', 'there is no command nearst; did you mean nearest?'],
    ['frobnicate', 'there is no command frobnicate'],
    ['nearest a b', 'nearest does not know what to do with b'],
    ['nearest -- -a -b', 'nearest does not know what to do with -b'],
    ['nearest --where x', 'nearest has no option --where'],
    ['nearest --fiel x', 'nearest has no option --fiel; did you mean --file?'],
    ['nearest -k', '-k needs a value'],
    ['nearest -k -1', '-k needs a value; write -k=-1 if it is that'],
    ['nearest --json=1', '--json takes no value'],
    ['import', 'import needs DIR|URL'],
    ['import d', 'import needs FILE'],
    ['within a', 'within needs --radius or -r'],
    ['nearest a -k 5 --json', undefined],
    ['--json nearest a', undefined],
    ['nearest -', undefined],
    ['within -r=-1', undefined],
    ['import d a b c', undefined],
  ];
  for (const [line, fault] of cases) {
    it(`${JSON.stringify(line)}: ${fault ?? 'nothing'}`, () => {
      expect(syntaxFault(line === '' ? [] : line.split(' '), known)).toBe(fault);
    });
  }
});
