export { commitsPerSync } from './acknowledged.ts';
export { type DiskImage, EMPTY_DISK } from './journal.ts';
export { compacts, type EngineOver, live, NOTHING } from './life.ts';
export { type PlantResult, plantsTable, tryNothing, tryPlant } from './plant-trial.ts';
export { PLANTS } from './plants.ts';
export { recordingStorage } from './recording-storage.ts';
export {
  type Survey,
  surveyCrashes,
  surveyRecoveries,
  surveySequences,
  toldSurvey,
} from './survey.ts';
export { groupWorkload } from './workloads.ts';
