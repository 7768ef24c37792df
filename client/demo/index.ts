export { buildCollection } from './build.ts';
export { type Answered, askAbout } from './questions.ts';
export { readSamples, type Sample } from './samples.ts';
export { servePage } from './serve-page.ts';
export { startServer } from './server-process.ts';
