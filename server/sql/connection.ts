/** A session with a database that speaks the SQL of Postgres. One statement at a time. */
export interface SqlConnection {
  /**
   * Begins a transaction that sees one state of the rows, with the settings of `session.ts`; a query
   * COMMIT ends it.
   * @throws DatabaseError `SQL_FAILED` when the database may lose what it says it has.
   */
  begin(): Promise<void>;
  /**
   * Runs one statement of the transaction. Values go to it as text, and come back as text or null.
   * @throws DatabaseError `SQL_FAILED` when the transaction was lost with its session: no statement
   * runs outside the transaction that it was meant for.
   */
  query(text: string, params?: readonly string[]): Promise<readonly SqlRow[]>;
  /**
   * Ends the session in a second or two, also one that is broken or does not answer; what is under way
   * in it is rejected.
   */
  close(): Promise<void>;
}

export type SqlRow = Readonly<Record<string, string | null>>;

/** Where an SQL view is kept. */
export interface SqlPlace {
  /**
   * Begins a session, with rows of earlier ones only where every transaction that was committed is
   * whole in them, and no other. @throws DatabaseError `SQL_FAILED`.
   */
  connect(): Promise<SqlConnection>;
  /** Removes what is broken beyond a new session, so that the next one begins with nothing. */
  reset(): Promise<void>;
}
