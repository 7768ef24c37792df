export { LARGE_BYTES, RequestReader } from './request-reader.ts';
