/** The status of a reply, by name; PROTOCOL.md has the meaning of each. */
export const STATUS = {
  OK: 0,
  UNKNOWN_ERROR: 1,
  INVALID_OPERATION: 2,
  INVALID_KEY: 3,
  /** Reserved; never sent. */
  INVALID_COMPONENT: 4,
  /** Reserved; never sent. */
  PYPE_ERROR: 5,
  TOO_LARGE: 16,
  BUSY: 17,
  TIMEOUT: 18,
  UNAUTHORIZED: 19,
  INVALID_VALUE: 20,
  READ_ONLY: 21,
  CONFLICT: 22,
  SHUTTING_DOWN: 23,
  CORRUPT: 24,
  WORKER_LOST: 25,
  MALFORMED: 26,
  PROGRAM_ERROR: 27,
} as const;

export type StatusName = keyof typeof STATUS;
export type Status = (typeof STATUS)[StatusName];
