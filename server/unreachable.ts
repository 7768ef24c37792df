/**
 * Ends a switch over a union: it compiles only while every alternative has its case.
 * @throws TypeError when a value from outside the types gets here.
 */
export function unreachable(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
