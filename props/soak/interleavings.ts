/*
 * Calls of one engine file under way together, over a disk that answers in any order.
 */
import { registeredEngines } from '../../engines/index.ts';
import { tryInterleavings } from '../interleavings/index.ts';
import { engineOver } from '../processes/engines.ts';
import type { SoakOptions, SoakPart } from './part.ts';

const INTERLEAVINGS = 10_000;
const CONTROL_INTERLEAVINGS = 100;

/** 10,000 interleavings an engine. */
export const interleavingsPart: SoakPart = {
  name: 'interleavings',
  async run({ seed, share, onProgress }: SoakOptions) {
    const engines = registeredEngines().map(({ manifest }) => manifest.name);
    const runs = Math.max(1, Math.round(INTERLEAVINGS * share));
    const counts = { interleavings: 0, acknowledged: 0 };
    const violations: string[] = [];
    for (const name of engines) {
      const found = await tryInterleavings({
        engineOver: (storage) => engineOver(name, storage),
        runs,
        seed,
      });
      counts.interleavings += found.interleavings;
      counts.acknowledged += found.acknowledged;
      violations.push(...found.violations.map((what) => `${name}: ${what}`));
      onProgress(`${name}: ${found.interleavings} interleavings`);
    }
    const control = await tryInterleavings({
      engineOver: (storage) => engineOver(engines[0]!, storage),
      runs: CONTROL_INTERLEAVINGS,
      seed,
      syncs: false,
    });
    return {
      counts,
      violations,
      controls: [{ name: 'a disk that does not sync', caught: control.violations.length > 0 }],
    };
  },
};
