import { inserts, memory, overwrites } from './targets/endurance.ts';
import { ENGINES } from './targets/engines.ts';
import { KERNEL } from './targets/kernel.ts';
import { targetsOf } from './targets/line.ts';
import { SEARCH } from './targets/search.ts';
import { servers, WIRE } from './targets/server.ts';
import type { Target } from './targets/target.ts';

export { evaluateTargets } from './targets/evaluate.ts';
export type { Target, TargetResult } from './targets/target.ts';

/** All targets, for runs that compare the engines `engineNames`. */
export function targetsFor(engineNames: readonly string[]): readonly Target[] {
  return [
    ...targetsOf('engines', ENGINES),
    ...targetsOf('kernel', KERNEL),
    ...engineNames.flatMap((engine) => [
      ...targetsOf('engines', overwrites(engine)),
      ...targetsOf('server', servers(engine)),
      ...targetsOf('memory', memory(engine)),
      ...targetsOf('overwrites', overwrites(engine)),
    ]),
    ...targetsOf('server', WIRE),
    ...targetsOf('search', SEARCH),
    ...engineNames.flatMap((engine) => targetsOf('inserts', inserts(engine))),
  ];
}
