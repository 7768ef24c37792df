const BUILT_IN: readonly object[] = [
  Object,
  Function,
  Array,
  String,
  Number,
  Boolean,
  Symbol,
  Map,
  Set,
  Promise,
  RegExp,
  Error,
  Date,
  ArrayBuffer,
  Uint8Array,
  Float64Array,
  Buffer,
  JSON,
  Reflect,
].flatMap((built) => {
  return 'prototype' in built ? [built, built.prototype as object] : [built];
});

/** What everything inherits from, property by property, to be compared later. */
export class Canary {
  readonly #seen: readonly PropertyDescriptorMap[] = BUILT_IN.map((one) => describe(one));

  /** Names of the properties that have come, gone or changed since. */
  changes(): readonly string[] {
    return BUILT_IN.flatMap((one, index) => {
      const before = this.#seen[index]!;
      const now = describe(one);
      const names = new Set([...Reflect.ownKeys(before), ...Reflect.ownKeys(now)]);
      return [...names]
        .filter((name) => !isSame(before[name as string], now[name as string]))
        .map(String);
    });
  }
}

function describe(object: object): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(object);
}

function isSame(
  one: PropertyDescriptor | undefined,
  other: PropertyDescriptor | undefined,
): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    Object.is(one.value, other.value) &&
    one.get === other.get &&
    one.set === other.set &&
    one.writable === other.writable
  );
}
