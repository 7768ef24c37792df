export type { Check } from './check.ts';
export { examinations } from './examinations.ts';
