import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it came over the socket. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as JSON, its fields not judged. */
  readonly json: () => Readonly<Record<string, unknown>>;
}

export async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** The next answer on `socket`, which has a Content-Length; undefined when the stream ends first. */
export async function read(socket: Socket): Promise<RawAnswer | undefined> {
  let text = '';
  for (;;) {
    const answer = parse(text);
    if (answer !== undefined) return answer;
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) text += chunk.toString('latin1');
    else if (socket.readableEnded || socket.destroyed) return undefined;
    else {
      const more = new AbortController();
      const { signal } = more;
      await Promise.race(
        ['readable', 'end', 'close'].map((name) => once(socket, name, { signal })),
      ).catch(() => undefined);
      more.abort();
    }
  }
}

function parse(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  const status = Number(first.split(' ')[1]);
  const body = text.slice(end + 4);
  if (body.length < Number(headers['content-length'] ?? 0)) return undefined;
  return { status, headers, body, json: () => JSON.parse(body) as Record<string, unknown> };
}

/** The head of a request as it goes over the socket. */
export function head(
  line: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const all = Object.entries({ Host: 'localhost', ...headers });
  const fields = all.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${fields.join('')}\r\n`;
}

/** Sends one request on a connection of its own and resolves to its answer. */
export async function ask(
  port: number,
  line: string,
  { headers = {}, body }: { headers?: Record<string, string | number>; body?: unknown } = {},
): Promise<RawAnswer> {
  const socket = await open(port);
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const ofBody =
    text === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
  socket.write(head(line, { ...ofBody, ...headers }) + (text ?? ''));
  const answer = await read(socket);
  socket.destroy();
  if (answer === undefined) throw new Error(`no answer to ${line}`);
  return answer;
}
