import {
  LOCAL_PROGRAM_LIMITS,
  type ProgramLimits,
  printValue,
  QueryError,
  type QuerySource,
  Session,
} from '../../../server/index.ts';

function absent(): never {
  throw new TypeError('this program asks for the collection, and there is none');
}

/** No collection: whoever asks for it fails. */
export const NO_SOURCE: QuerySource = {
  nearest: absent,
  within: absent,
  distance: absent,
  series: absent,
  select: absent,
  insert: absent,
};

/** A session that needs no collection. */
export function session(limits: Partial<ProgramLimits> = {}): Session {
  return new Session({ source: NO_SOURCE, limits: { ...LOCAL_PROGRAM_LIMITS, ...limits } });
}

/** What a program gives, as it is printed; of one that fails the code, place and fault. */
export async function outcome(text: string, within: Session = session()): Promise<string> {
  try {
    return printValue(await within.evaluate(text));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return `${error.code} ${error.line}:${error.column} ${error.fault}`;
  }
}
