export { tryInterleavings } from './interleavings.ts';
