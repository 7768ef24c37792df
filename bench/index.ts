export { type Cell, type Size, type Skip, SUITES, type SuiteName, type Unit } from './cell.ts';
export type { Environment } from './environment.ts';
export { BenchError, type BenchErrorCode } from './errors.ts';
export { type HtmlOptions, renderHtml } from './report/html.ts';
export { renderJson } from './report/json.ts';
export type { BenchReport } from './report/report.ts';
export { renderTable, type TableOptions } from './report/table.ts';
export { type BenchOptions, type Clock, runBench } from './run.ts';
export type { TargetResult } from './targets.ts';
