import { once } from 'node:events';
import { connect } from 'node:net';
import { FrameDecoder } from '../../../server/protocol/index.ts';

/**
 * Sends `frames`, sound or not, to a server on this machine in one write, ends its side, and
 * resolves to the bodies of the replies when the server has ended its own.
 */
export async function exchange(
  port: number,
  frames: readonly Buffer[],
): Promise<readonly Uint8Array[]> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const decoder = new FrameDecoder();
  const bodies: Uint8Array[] = [];
  socket.on('data', (chunk: Buffer) => {
    decoder.append(chunk);
    for (let body = decoder.next(); body !== undefined; body = decoder.next()) bodies.push(body);
  });
  socket.end(Buffer.concat(frames));
  await once(socket, 'end');
  socket.destroy();
  return bodies;
}

/** The frame of a body. */
export function framed(body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(4 + body.length);
  return Buffer.concat([length, body]);
}
