import type { CommandClass } from 'clipanion';

/** A command as it is known before it is loaded. */
export interface CommandEntry {
  /** The word that names it. */
  readonly name: string;
  /** Under which it is listed; those of one category stand together. */
  readonly category: 'Collections' | 'Change' | 'Ask' | 'Compare';
  /** What it does, in at most 64 characters, which begin in lower case. */
  readonly description: string;
  /** Loads its class, whose path is the name. */
  readonly load: () => Promise<CommandClass>;
}

/** Every command, in the order in which help lists them. A new one is one new file and one entry. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'create',
    category: 'Collections',
    description: 'create a data directory',
    load: async () => (await import('./create.ts')).CreateCommand,
  },
  {
    name: 'serve',
    category: 'Collections',
    description: 'serve a data directory, or a collection in memory, on a socket',
    load: async () => (await import('./serve.ts')).ServeCommand,
  },
  {
    name: 'backup',
    category: 'Collections',
    description: 'write the newest commit as a new data directory or engine file',
    load: async () => (await import('./backup.ts')).BackupCommand,
  },
  {
    name: 'restore',
    category: 'Collections',
    description: 'make a data directory or engine file of a backup, checked',
    load: async () => (await import('./restore.ts')).RestoreCommand,
  },
  {
    name: 'verify',
    category: 'Collections',
    description: 'check all of a data directory or an engine file',
    load: async () => (await import('./verify.ts')).VerifyCommand,
  },
  {
    name: 'compact',
    category: 'Collections',
    description: 'give back the space that replaced and deleted entries take',
    load: async () => (await import('./compact.ts')).CompactCommand,
  },
  {
    name: 'salvage',
    category: 'Collections',
    description: 'save what can be read of a damaged engine file into a new one',
    load: async () => (await import('./salvage.ts')).SalvageCommand,
  },
  {
    name: 'doctor',
    category: 'Collections',
    description: 'see whether this machine, and a data directory, are in order',
    load: async () => (await import('./doctor.ts')).DoctorCommand,
  },
  {
    name: 'token',
    category: 'Collections',
    description: 'make a token for "serve --token-file"',
    load: async () => (await import('./token.ts')).TokenCommand,
  },
  {
    name: 'completion',
    category: 'Collections',
    description: 'print a script that completes commands in bash, zsh or fish',
    load: async () => (await import('./completion.ts')).CompletionCommand,
  },
  {
    name: 'import',
    category: 'Change',
    description: 'store every series of some files',
    load: async () => (await import('./import.ts')).ImportCommand,
  },
  {
    name: 'insert',
    category: 'Change',
    description: 'store the series in a file under an id',
    load: async () => (await import('./insert.ts')).InsertCommand,
  },
  {
    name: 'delete',
    category: 'Change',
    description: 'remove a stored series',
    load: async () => (await import('./delete.ts')).DeleteCommand,
  },
  {
    name: 'meta',
    category: 'Change',
    description: 'get, set and import metadata, see and add its columns',
    load: async () => (await import('./meta.ts')).MetaCommand,
  },
  {
    name: 'add-vantage',
    category: 'Change',
    description: 'make vantage points of stored series',
    load: async () => (await import('./add-vantage.ts')).AddVantageCommand,
  },
  {
    name: 'drop-vantage',
    category: 'Change',
    description: 'end vantage points; their series stay',
    load: async () => (await import('./drop-vantage.ts')).DropVantageCommand,
  },
  {
    name: 'nearest',
    category: 'Ask',
    description: 'find the series nearest to a stored one, or to one in a file',
    load: async () => (await import('./nearest.ts')).NearestCommand,
  },
  {
    name: 'within',
    category: 'Ask',
    description: 'find all within a radius of a stored series, or of one in a file',
    load: async () => (await import('./within.ts')).WithinCommand,
  },
  {
    name: 'select',
    category: 'Ask',
    description: 'list the metadata of the series that match a filter',
    load: async () => (await import('./select.ts')).SelectCommand,
  },
  {
    name: 'query',
    category: 'Ask',
    description: 'evaluate a program over a collection',
    load: async () => (await import('./query.ts')).QueryCommand,
  },
  {
    name: 'repl',
    category: 'Ask',
    description: 'talk with a collection in programs',
    load: async () => (await import('./repl.ts')).ReplCommand,
  },
  {
    name: 'distance',
    category: 'Ask',
    description: 'compute the distance between two stored series',
    load: async () => (await import('./distance.ts')).DistanceCommand,
  },
  {
    name: 'get',
    category: 'Ask',
    description: 'print a stored series',
    load: async () => (await import('./get.ts')).GetCommand,
  },
  {
    name: 'export',
    category: 'Ask',
    description: 'write every series to a file, or to standard output',
    load: async () => (await import('./export.ts')).ExportCommand,
  },
  {
    name: 'stats',
    category: 'Ask',
    description: 'print what a collection is, and the counters of its engine',
    load: async () => (await import('./stats.ts')).StatsCommand,
  },
  {
    name: 'demo',
    category: 'Compare',
    description: 'see it work, checked, on both engines, and compare them',
    load: async () => (await import('./demo.ts')).DemoCommand,
  },
  {
    name: 'bench',
    category: 'Compare',
    description: 'measure engines, distance, search, server, or all of it',
    load: async () => (await import('./bench.ts')).BenchCommand,
  },
  {
    name: 'tune',
    category: 'Compare',
    description: 'see which gamma tells series apart, and which can be indexed',
    load: async () => (await import('./tune.ts')).TuneCommand,
  },
  {
    name: 'props',
    category: 'Compare',
    description: 'hold engines to the laws of the engine contract',
    load: async () => (await import('./props.ts')).PropsCommand,
  },
];
