import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openStoredSource } from '../../../client/collection/stored-source.ts';
import { bad, good, openPeer, type RawRequest, send } from '../peers.ts';

it.each([
  ['refuses to tell', (request: RawRequest) => bad(request, 'UNAUTHORIZED', 19, 'none'), /no/],
  [
    'tells no length',
    (request: RawRequest) => good(request, { columns: [], settings: {} }),
    /length/,
  ],
] as const)('closes its connection to a server that %s', async (_, reply, message) => {
  const sockets: Socket[] = [];
  const peer = await openPeer(
    (socket, request) => send(socket, reply(request)),
    (socket) => sockets.push(socket),
  );
  try {
    const opening = openStoredSource(`vantage://127.0.0.1:${peer.port}`, undefined);
    await expect(opening).rejects.toThrow(message);
    const [socket] = sockets;
    if (socket?.readableEnded === false) await once(socket, 'end');
    expect(socket?.readableEnded).toBe(true);
  } finally {
    await peer.close();
  }
});
