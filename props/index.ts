export {
  type Counterexample,
  engineLaws,
  type Law,
  LawBroken,
  type LawContext,
} from './laws/index.ts';
export {
  type LawResult,
  missingFeatures,
  type RunOptions,
  runLaw,
  runLaws,
  type Summary,
} from './runner.ts';
