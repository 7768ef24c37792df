import { EngineError } from '../errors.ts';
import { LIMITS } from '../limits.ts';

/** @throws EngineError `KEY_SIZE`, `VALUE_SIZE` for an entry over the limits. */
export function checkEntry(key: Uint8Array, value: Uint8Array): void {
  if (key.length < 1 || key.length > LIMITS.keyBytesMax) {
    throw new EngineError(
      'KEY_SIZE',
      `a key of ${key.length} bytes: it takes 1 to ${LIMITS.keyBytesMax}`,
    );
  }
  if (value.length > LIMITS.valueBytesMax) {
    throw new EngineError(
      'VALUE_SIZE',
      `a value of ${value.length} bytes: it takes at most ${LIMITS.valueBytesMax}`,
    );
  }
}
