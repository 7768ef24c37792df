export { redBlack } from './red-black.ts';
