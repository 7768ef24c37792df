import { DatabaseError } from '../errors.ts';
import type { SqlConnection } from './connection.ts';

/**
 * A session of which every statement is answered within `answerMs`, or rejected, with the session
 * ended.
 */
export function watched(connection: SqlConnection, answerMs: number): SqlConnection {
  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const message = `the SQL database did not answer a statement in ${answerMs} ms`;
        reject(new DatabaseError('SQL_FAILED', message));
        void connection.close();
      }, answerMs);
    });
    try {
      return await Promise.race([answer, silence]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    begin: () => answered(connection.begin()),
    query: (text, params) => answered(connection.query(text, params)),
    close: () => connection.close(),
  };
}
