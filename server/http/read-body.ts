import type { IncomingMessage } from 'node:http';
import { ProtocolError } from '../protocol/index.ts';
import type { ByteBudget } from '../turns/byte-budget.ts';

/**
 * The whole body of a request, whose bytes are claimed of `budget` as they arrive; the caller gives
 * them back when the request is answered. Memory follows what arrives, not what is declared.
 * @throws ProtocolError `FRAME_TOO_LARGE`, as soon as that is known; `BUSY` when all clients
 * together hold too much.
 * Rejects also when the client goes away before the end; then nothing is held.
 */
export async function readBody(
  request: IncomingMessage,
  bytesMax: number,
  budget: ByteBudget,
): Promise<Uint8Array> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > bytesMax) throw tooLarge(bytesMax);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    let isOver = false;
    const fail = (error: Error): void => {
      if (isOver) return;
      isOver = true;
      chunks.length = 0; // What follows is read and thrown away, so that the answer gets through.
      budget.release(bytes);
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      if (isOver) return;
      if (bytes + chunk.length > bytesMax) fail(tooLarge(bytesMax));
      else if (!budget.claim(chunk.length, bytes)) fail(crowded());
      else {
        bytes += chunk.length;
        chunks.push(chunk);
      }
    });
    request.on('end', () => {
      if (isOver) return;
      isOver = true;
      resolve(Buffer.concat(chunks));
    });
    request.on('error', fail);
    request.on('close', () => fail(new Error('the client went away')));
  });
}

function tooLarge(bytesMax: number): ProtocolError {
  return new ProtocolError('FRAME_TOO_LARGE', `a body has at most ${bytesMax} bytes`);
}

function crowded(): ProtocolError {
  return new ProtocolError('BUSY', 'too many requests are arriving; try again later');
}
