import type { OrderedMap } from 'js-sdsl';
import type { Backing, Target } from '../contract/index.ts';
import { copyOf, LATIN1 } from '../key-form.ts';

/** The one map there is: what is written shows at once, everywhere, and stays. */
export function jsSdslBacking(map: OrderedMap<string, Uint8Array>): Backing {
  const target: Target = {
    get: (key) => copyOf(map.getElementByKey(LATIN1.in(key))),
    put: (key, value) => void map.setElement(LATIN1.in(key), value),
    delete: (key) => void map.eraseElementByKey(LATIN1.in(key)),
    *walk({ from, to, reverse }) {
      const [low, high] = [LATIN1.in(from), LATIN1.in(to)];
      const at = reverse ? map.reverseUpperBound(high) : map.lowerBound(low);
      while (at.isAccessible()) {
        const [key, value] = at.pointer;
        if (reverse ? key < low : key >= high) return;
        yield [LATIN1.out(key), copyOf(value)];
        if (!reverse) at.next();
        else if (at.equals(map.begin())) return;
        else at.pre();
      }
    },
  };
  return {
    snapshot: () => ({ ...target, release() {} }),
    transact: (work) => ({ result: work(target) }),
    close: async () => {},
  };
}
