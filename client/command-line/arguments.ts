import { type Strategy, WIRE_LIMITS } from '../../server/protocol/index.ts';
import { UsageError } from './failure.ts';

/** How a search may go about it. */
export const STRATEGIES: readonly Strategy[] = ['auto', 'scan', 'filter', 'shell', 'ball'];

/** Most neighbours that a search may ask for. */
export const K_MAX: number = WIRE_LIMITS.kMax;

/** Most results within a radius. */
export const LIMIT_MAX: number = WIRE_LIMITS.limitMax;

/** Most rows that a selection passes by. */
export const OFFSET_MAX: number = WIRE_LIMITS.offsetMax;

/** Most vantage points of a collection. */
export const VANTAGE_POINTS_MAX: number = WIRE_LIMITS.vantagePointsMax;

/** Where the whole number in an option must lie. */
export interface WholeNumberBounds {
  readonly least: number;
  readonly most: number;
}

const CONTROL = /\p{Cc}/u;
/** A decimal as people write them; `0x10`, ` 5 ` and the empty text are none. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The whole number in `text`, the value of the option `name`; undefined stays undefined.
 * @throws UsageError unless it is one from `least` to `most`.
 */
export function readWholeNumber(
  name: string,
  text: string | undefined,
  { least, most }: WholeNumberBounds,
): number | undefined {
  if (text === undefined) return undefined;
  const number = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`${name} is ${text}; it takes a whole number from ${least} to ${most}`);
}

/**
 * The number in `text`, the value of the option `name`.
 * @throws UsageError unless it is finite, and at least `least` where that is given.
 */
export function readNumber(
  name: string,
  text: string,
  { least }: { readonly least?: number } = {},
): number {
  const number = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(number) && number >= (least ?? number)) return number;
  const range = least === undefined ? '' : ` from ${least}`;
  throw new UsageError(`${name} is ${text}; it takes a number${range}`);
}

/**
 * The one of `choices` that `text`, the value of the option `name`, is; undefined stays undefined.
 * @throws UsageError when it is none.
 */
export function readChoice<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`${name} is ${text}; it takes one of ${choices.join(', ')}`);
}

/**
 * `text` as the id of a series, whether or not there is one.
 * @throws UsageError unless it is 1 to 255 bytes without control characters.
 */
export function readId(text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes === 0 || bytes > WIRE_LIMITS.idBytesMax) {
    throw new UsageError(`the id has ${bytes} bytes; an id has 1 to ${WIRE_LIMITS.idBytesMax}`);
  }
  if (CONTROL.test(text)) {
    throw new UsageError(`the id ${text} has a control character; an id has none`);
  }
  return text;
}

/**
 * What is searched with: the stored series `id` or the one in `file`.
 * @throws UsageError unless exactly one of them is given.
 */
export function readSubject(
  id: string | undefined,
  file: string | undefined,
): { readonly id: string } | { readonly file: string } {
  if (id !== undefined && file !== undefined) {
    throw new UsageError('give the ID of a stored series or --file FILE, not both');
  }
  if (file !== undefined) return { file };
  if (id !== undefined) return { id: readId(id) };
  throw new UsageError('give the ID of a stored series, or --file FILE to search with a file');
}
