import { STATUS, type Status, type StatusName } from '../protocol/index.ts';

/** The status of HTTP that stands for each status of the wire. */
const HTTP_STATUS: Readonly<Record<StatusName, number>> = {
  OK: 200,
  UNKNOWN_ERROR: 500,
  INVALID_OPERATION: 404,
  INVALID_KEY: 404,
  INVALID_COMPONENT: 400,
  PYPE_ERROR: 500,
  TOO_LARGE: 413,
  BUSY: 503,
  TIMEOUT: 504,
  UNAUTHORIZED: 401,
  INVALID_VALUE: 400,
  READ_ONLY: 403,
  CONFLICT: 409,
  SHUTTING_DOWN: 503,
  CORRUPT: 500,
  WORKER_LOST: 503,
  MALFORMED: 400,
  PROGRAM_ERROR: 400,
};

const BY_NUMBER: ReadonlyMap<Status, number> = new Map(
  Object.entries(HTTP_STATUS).map(([name, code]) => [STATUS[name as StatusName], code]),
);

export function httpStatusOf(status: Status): number {
  return BY_NUMBER.get(status) ?? 500;
}
