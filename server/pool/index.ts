export { poolCompute } from './pool-compute.ts';
