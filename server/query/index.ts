export { type DatabaseSourceOptions, databaseQuerySource } from './database-source.ts';
export { type Json, toJson } from './json.ts';
export { LOCAL_PROGRAM_LIMITS, type ProgramLimits, SERVER_PROGRAM_LIMITS } from './limits.ts';
export { Programs } from './programs.ts';
export { QueryError, type QueryErrorCode, refusedInsert } from './query-error.ts';
export { type EvaluateOptions, Session, type SessionOptions } from './session.ts';
export type {
  QuerySource,
  SourceAnswer,
  SourceRows,
  SourceSearch,
  SourceSelection,
  SourceSeries,
  SourceSubject,
} from './source.ts';
export { printValue, type Value } from './values.ts';
