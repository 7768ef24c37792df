import { ProtocolError } from '../protocol/index.ts';

/** Fields of a query that are numbers on the wire. */
const NUMBERS: ReadonlySet<string> = new Set(['k', 'radius', 'limit', 'offset', 'timeout']);
/** Fields that are true or false. */
const BOOLEANS: ReadonlySet<string> = new Set(['explain', 'series']);
const DECIMAL = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * The parameters of a query by name, as the values that the wire has there.
 * @throws ProtocolError `FORBIDDEN_KEY` for one that stands there twice.
 */
export function queryFields(query: URLSearchParams): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, text] of query) {
    if (fields.has(name)) {
      throw new ProtocolError('FORBIDDEN_KEY', `${JSON.stringify(name)} stands twice in the query`);
    }
    fields.set(name, fieldOf(name, text));
  }
  return fields;
}

/** A text of a query as the value that the wire has there; what is none is refused later. */
function fieldOf(name: string, text: string): unknown {
  if (NUMBERS.has(name)) return DECIMAL.test(text) ? Number(text) : text;
  if (BOOLEANS.has(name)) return text === 'true' || (text === 'false' ? false : text);
  return text;
}
