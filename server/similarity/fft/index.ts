export { createRealTransform, type RealTransform } from './real.ts';
export { writeRoot } from './roots.ts';
export { SmoothTransform } from './smooth.ts';
