import { type AddressInfo, createServer, type Socket } from 'node:net';
import { ConnectionError, RemoteError } from '../../client/index.ts';
import { encodeFrame, FrameDecoder } from '../../server/protocol/index.ts';

/** A request as it came, its fields not judged. */
export type RawRequest = Readonly<Record<string, unknown>>;
export type Act = (socket: Socket, request: RawRequest) => void;

/** A server that does as it likes. */
export interface Peer {
  readonly port: number;
  /** Connections that were made to it. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * Opens a server of which `act` gets each request with its socket, and `greet` each socket.
 * @param port default a free one
 */
export async function openPeer(
  act: Act,
  greet: (socket: Socket) => void = () => undefined,
  port = 0,
): Promise<Peer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('end', () => socket.end());
    const decoder = new FrameDecoder();
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      decoder.append(chunk);
      for (let body = decoder.next(); body !== undefined; body = decoder.next()) {
        act(socket, JSON.parse(Buffer.from(body).toString()) as RawRequest);
      }
    });
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function send(socket: Socket, message: unknown): void {
  socket.write(encodeFrame(JSON.stringify(message)));
}

/** The reply that a good server would send. */
export function good(request: RawRequest, payload: unknown = {}): RawRequest {
  return { op: request['op'], status: 0, payload, request: request['request'] };
}

/** The reply of a server that refuses. */
export function bad(
  request: RawRequest,
  code: string,
  status: number,
  outcome: string,
): RawRequest {
  return { ...good(request), status, payload: { code, message: 'no', outcome } };
}

/** The error of a client that `work` fails with. */
export async function failureOf(work: Promise<unknown>): Promise<ConnectionError | RemoteError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ConnectionError || error instanceof RemoteError) return error;
  throw new Error('not the error of a client', { cause: error });
}
