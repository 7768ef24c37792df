import { encodeFloat64 } from '../../engines/index.ts';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** First bytes, so that all numbers come before all words. */
const KIND = { number: 0, word: 1 } as const;

/** The key of a sandbox that a person writes as `text`: numbers by value, words by their bytes. */
export function sandboxKey(text: string): Uint8Array {
  const isNumber = NUMBER.test(text);
  const rest = isNumber ? encodeFloat64(Number(text)) : Buffer.from(text, 'utf8');
  const key = new Uint8Array(1 + rest.length);
  key[0] = isNumber ? KIND.number : KIND.word;
  key.set(rest, 1);
  return key;
}
