import type { CommandClass } from 'clipanion';

/** What loads the class of a command, whose path is the name, for each of the catalogue. */
export const LOADERS: ReadonlyMap<string, () => Promise<CommandClass>> = new Map<
  string,
  () => Promise<CommandClass>
>([
  ['create', async () => (await import('./create.ts')).CreateCommand],
  ['serve', async () => (await import('./serve.ts')).ServeCommand],
  ['backup', async () => (await import('./backup.ts')).BackupCommand],
  ['restore', async () => (await import('./restore.ts')).RestoreCommand],
  ['verify', async () => (await import('./verify.ts')).VerifyCommand],
  ['compact', async () => (await import('./compact.ts')).CompactCommand],
  ['salvage', async () => (await import('./salvage.ts')).SalvageCommand],
  ['doctor', async () => (await import('./doctor.ts')).DoctorCommand],
  ['token', async () => (await import('./token.ts')).TokenCommand],
  ['completion', async () => (await import('./completion.ts')).CompletionCommand],
  ['import', async () => (await import('./import.ts')).ImportCommand],
  ['insert', async () => (await import('./insert.ts')).InsertCommand],
  ['delete', async () => (await import('./delete.ts')).DeleteCommand],
  ['meta', async () => (await import('./meta.ts')).MetaCommand],
  ['add-vantage', async () => (await import('./add-vantage.ts')).AddVantageCommand],
  ['drop-vantage', async () => (await import('./drop-vantage.ts')).DropVantageCommand],
  ['nearest', async () => (await import('./nearest.ts')).NearestCommand],
  ['within', async () => (await import('./within.ts')).WithinCommand],
  ['select', async () => (await import('./select.ts')).SelectCommand],
  ['query', async () => (await import('./query.ts')).QueryCommand],
  ['repl', async () => (await import('./repl.ts')).ReplCommand],
  ['distance', async () => (await import('./distance.ts')).DistanceCommand],
  ['get', async () => (await import('./get.ts')).GetCommand],
  ['export', async () => (await import('./export.ts')).ExportCommand],
  ['stats', async () => (await import('./stats.ts')).StatsCommand],
  ['demo', async () => (await import('./demo.ts')).DemoCommand],
  ['bench', async () => (await import('./bench.ts')).BenchCommand],
  ['report', async () => (await import('./report.ts')).ReportCommand],
  ['tune', async () => (await import('./tune.ts')).TuneCommand],
  ['props', async () => (await import('./props.ts')).PropsCommand],
]);
