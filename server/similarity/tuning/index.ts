export { drawSample } from './sample.ts';
export { surveyMeasure } from './survey.ts';
export { type TunedMeasure, type TuneReport, type TuneSeries, tune } from './tune.ts';
