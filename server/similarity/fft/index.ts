export { createRealTransform, type RealTransform } from './real.ts';
