import connect from 'postgres';

/** Runs a statement in a session of its own, behind the back of whoever shows metadata there. */
export async function runSql(
  url: string,
  statement: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const server = new URL(url);
  const sql = connect({
    host: server.searchParams.get('host')!,
    user: server.username,
    database: server.pathname.slice(1),
    max: 1,
    onnotice: () => undefined,
  });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}
