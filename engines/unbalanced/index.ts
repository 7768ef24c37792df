export { unbalanced } from './unbalanced.ts';
