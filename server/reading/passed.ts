import { type Operation, ProtocolError, type Reading } from '../protocol/index.ts';

/** A body for the thread to read, with the operation that it was sent for where that is known. */
export interface ToRead {
  readonly body: Uint8Array;
  readonly op: Operation | undefined;
}

type Failure = Extract<Reading, { readonly tag: 'failure' }>;

/** A reading in a form that every thread can read. */
export type Passed =
  | Extract<Reading, { readonly tag: 'request' }>
  | (Omit<Failure, 'error'> & {
      readonly error: Partial<Pick<ProtocolError, 'code' | 'field'>> & { readonly message: string };
    });

export function pass(reading: Reading): Passed {
  if (reading.tag === 'request') return reading;
  const { error } = reading;
  if (!(error instanceof ProtocolError)) return { ...reading, error: { message: String(error) } };
  const { code, field, message } = error;
  return { ...reading, error: { code, field, message } };
}

export function receive(passed: Passed): Reading {
  if (passed.tag === 'request') return passed;
  const { code, field, message } = passed.error;
  if (code === undefined) return { ...passed, error: new Error(message) };
  const options = field === undefined ? {} : { field };
  return { ...passed, error: new ProtocolError(code, message, options) };
}
