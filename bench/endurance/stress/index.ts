export { stress } from './stress.ts';
export type { Finding } from './trial.ts';
