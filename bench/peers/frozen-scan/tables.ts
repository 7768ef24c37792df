/** e^(2πi·k/length) for k from 0 to length/4. */
export function turnsOf(length: number): Float64Array {
  return Float64Array.from({ length: 2 * (Math.floor(length / 4) + 1) }, (_, at) =>
    part(Math.floor(at / 2), length, at),
  );
}

/** The roots of every stage of radix 4 of a complex transform of `half` values, in order. */
export function rootsOf(half: number): Float64Array {
  const roots: number[] = [];
  for (let stride = 1; 4 * stride <= half; stride *= 4) {
    const groups = half / (4 * stride);
    for (let p = 0; p < groups; p += 1) {
      for (let u = 1; u < 4; u += 1) {
        roots.push(part(p * u, 4 * groups, 0), part(p * u, 4 * groups, 1));
      }
    }
  }
  return Float64Array.from(roots);
}

/** The real (even `at`) or imaginary part of e^(2πi·index/order). */
function part(index: number, order: number, at: number): number {
  const angle = (2 * Math.PI * index) / order;
  return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
}
