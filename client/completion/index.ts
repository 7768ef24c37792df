export { completionScript, SHELLS } from './script.ts';
