import { type AddressInfo, createServer } from 'node:net';

/*
 * A program that sends back what it gets, and does nothing else: what a socket of Node costs. It
 * prints where it listens, and ends with SIGTERM.
 */

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (chunk) => socket.write(chunk));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `vantage://127.0.0.1:${port}` })}\n`);
});
