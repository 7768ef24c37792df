/** An option as a command declares it. */
export interface OptionShape {
  readonly names: readonly string[];
  readonly takesValue: boolean;
  readonly required: boolean;
}

/** What may stand on the command line of one command. */
export interface CommandShape {
  readonly name: string;
  readonly options: readonly OptionShape[];
  /** Names of the arguments that must be there, in order. */
  readonly required: readonly string[];
  /** Names of those that may follow. */
  readonly optional: readonly string[];
  /** Whether the last one may be repeated. */
  readonly repeats: boolean;
}

/** What clipanion tells of a command. */
export interface Declaration {
  /** `vantage import <DIR|URL> <FILE> ...`. */
  readonly usage: string;
  readonly options: readonly {
    /** `-k #0`, or `--json`. */
    readonly definition: string;
    readonly required: boolean;
  }[];
}

/** Where clipanion writes `#0`: the value of an option. */
const VALUE = ' #0';

/** What stands for a value in help. Words of lower case are all there are, and shells complete them. */
const VALUE_NAMES: ReadonlyMap<string, string> = new Map([
  ['--baseline', 'NAME'],
  ['--data', 'DIR'],
  ['--engine', 'NAME'],
  ['--fields', 'COLUMNS'],
  ['--file', 'FILE'],
  ['--format', 'ndjson|csv|tsv|ts|npy'],
  ['--gamma', 'G'],
  ['--host', 'ADDRESS'],
  ['--html', 'FILE'],
  ['--keep', 'DIR'],
  ['--label', 'FILE'],
  ['--law', 'TEXT'],
  ['--log-level', 'debug|info|warn|error|silent'],
  ['--measure', 'kernel|best-shift|euclid'],
  ['--metadata', 'none|pglite|URL'],
  ['--out', 'FILE'],
  ['--port', 'PORT'],
  ['--metadata', 'JSON'],
  ['--radius', 'R'],
  ['--reports', 'DIR'],
  ['--role', 'full|read'],
  ['--socket', 'PATH'],
  ['--sort', 'COLUMNS'],
  ['--strategy', 'auto|scan|filter|shell|ball'],
  ['--suite', 'engines|kernel|search|server|all'],
  ['--token-file', 'FILE'],
  ['--url', 'URL'],
  ['--web', 'PORT'],
  ['--web-name', 'NAME'],
  ['--where', 'FILTER'],
]);

/** An option with a name for its value, `--radius R`; a number `N` where it has none of its own. */
export function nameValue(definition: string): string {
  if (!definition.endsWith(VALUE)) return definition;
  const option = definition.slice(0, -VALUE.length);
  const longest = option.split(',').at(-1)!;
  return `${option} ${VALUE_NAMES.get(longest) ?? 'N'}`;
}

/** Reads what clipanion tells; `vantage` itself is the command of the empty name. */
export function shapeOf({ usage, options }: Declaration): CommandShape {
  const words = usage.split(' ').slice(1);
  const argumentNames = (pattern: RegExp): string[] =>
    words.flatMap((word) => pattern.exec(word)?.[1] ?? []);
  return {
    name: words.filter((word) => /^[a-z]/.test(word)).join(' '),
    options: options.map(({ definition, required }) => ({
      names: definition.replace(VALUE, '').split(','),
      takesValue: definition.endsWith(VALUE),
      required,
    })),
    required: argumentNames(/^<(.*)>$/),
    optional: argumentNames(/^\[(.*)\]$/),
    repeats: words.includes('...'),
  };
}
