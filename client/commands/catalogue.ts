/** A command as it is known before it is loaded. */
interface CommandEntry {
  /** The word that names it. */
  readonly name: string;
  /** Under which it is listed; those of one category stand together. */
  readonly category: 'Collections' | 'Change' | 'Ask' | 'Compare';
  /** What it does, in at most 64 characters, which begin in lower case. */
  readonly description: string;
}

/** Every command, in the order in which help lists them; `registry.ts` has what loads each. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'create',
    category: 'Collections',
    description: 'create a data directory',
  },
  {
    name: 'serve',
    category: 'Collections',
    description: 'serve a data directory, or a collection in memory, on a socket',
  },
  {
    name: 'backup',
    category: 'Collections',
    description: 'write the newest commit as a new data directory or engine file',
  },
  {
    name: 'restore',
    category: 'Collections',
    description: 'make a data directory or engine file of a backup, checked',
  },
  {
    name: 'verify',
    category: 'Collections',
    description: 'check all of a data directory or an engine file',
  },
  {
    name: 'compact',
    category: 'Collections',
    description: 'give back the space that replaced and deleted entries take',
  },
  {
    name: 'salvage',
    category: 'Collections',
    description: 'save what can be read of a damaged engine file into a new one',
  },
  {
    name: 'doctor',
    category: 'Collections',
    description: 'see whether this machine, and a data directory, are in order',
  },
  {
    name: 'token',
    category: 'Collections',
    description: 'make a token for "serve --token-file"',
  },
  {
    name: 'completion',
    category: 'Collections',
    description: 'print a script that completes commands in bash, zsh or fish',
  },
  {
    name: 'import',
    category: 'Change',
    description: 'store every series of some files',
  },
  {
    name: 'insert',
    category: 'Change',
    description: 'store the series in a file under an id',
  },
  {
    name: 'delete',
    category: 'Change',
    description: 'remove a stored series',
  },
  {
    name: 'meta',
    category: 'Change',
    description: 'get, set and import metadata, see and add its columns',
  },
  {
    name: 'add-vantage',
    category: 'Change',
    description: 'make vantage points of stored series',
  },
  {
    name: 'drop-vantage',
    category: 'Change',
    description: 'end vantage points; their series stay',
  },
  {
    name: 'nearest',
    category: 'Ask',
    description: 'find the series nearest to a stored one, or to one in a file',
  },
  {
    name: 'within',
    category: 'Ask',
    description: 'find all within a radius of a stored series, or of one in a file',
  },
  {
    name: 'select',
    category: 'Ask',
    description: 'list the metadata of the series that match a filter',
  },
  {
    name: 'query',
    category: 'Ask',
    description: 'evaluate a program over a collection',
  },
  {
    name: 'repl',
    category: 'Ask',
    description: 'talk with a collection in programs',
  },
  {
    name: 'distance',
    category: 'Ask',
    description: 'compute the distance between two stored series',
  },
  {
    name: 'get',
    category: 'Ask',
    description: 'print a stored series',
  },
  {
    name: 'export',
    category: 'Ask',
    description: 'write every series to a file, or to standard output',
  },
  {
    name: 'stats',
    category: 'Ask',
    description: 'print what a collection is, and the counters of its engine',
  },
  {
    name: 'demo',
    category: 'Compare',
    description: 'see it work, checked, on both engines, and compare them',
  },
  {
    name: 'bench',
    category: 'Compare',
    description: 'measure engines, distance, search, server, or all of it',
  },
  {
    name: 'report',
    category: 'Compare',
    description: 'make a page of saved benchmarks, or lay several over another',
  },
  {
    name: 'tune',
    category: 'Compare',
    description: 'see which gamma tells series apart, and which can be indexed',
  },
  {
    name: 'props',
    category: 'Compare',
    description: 'hold engines to the laws of the engine contract',
  },
];
