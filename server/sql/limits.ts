/** How long what is asked of an SQL database may take. */
export const SQL_LIMITS: {
  /** Seconds until a server that does not answer is given up. */
  readonly connectSeconds: number;
  /** One statement, as a server is told: then it ends it itself. */
  readonly statementMs: number;
  /** A wait for a lock that another session holds. */
  readonly lockMs: number;
  /** Ends the transaction of a client that is gone without a word, and with it its locks. */
  readonly idleInTransactionMs: number;
  /** One statement, after which its session is ended: more than `statementMs`. */
  readonly answerMs: number;
  /** What is under way when the view is closed. */
  readonly closeMs: number;
  /** The end of a session, before it is ended without the other side. */
  readonly goodbyeMs: number;
} = {
  connectSeconds: 10,
  statementMs: 60_000,
  lockMs: 5_000,
  idleInTransactionMs: 60_000,
  answerMs: 65_000,
  closeMs: 5_000,
  goodbyeMs: 1_000,
};
