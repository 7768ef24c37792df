export { type Cell, type Size, SUITES } from './cell.ts';
export { BenchError } from './errors.ts';
export { PEERS } from './peers/index.ts';
export { renderHtml } from './report/html.ts';
export { renderJson } from './report/json.ts';
export type { BenchReport } from './report/report.ts';
export { renderTable } from './report/table.ts';
export { type BenchOptions, runBench } from './run.ts';
