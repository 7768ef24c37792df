export { askAbout, type Answered } from './questions.ts';
export { buildCollection } from './build.ts';
export { readSamples, type Sample } from './samples.ts';
export { startServer } from './server-process.ts';
