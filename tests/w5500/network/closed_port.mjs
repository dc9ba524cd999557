// A port of the loopback that refuses connections.

import { once } from 'node:events';
import net from 'node:net';

/** Returns a port that nobody else can take until the test ends: the own port of an open connection. */
export async function closedPort(test) {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1');
  const [[peer]] = await Promise.all([once(server, 'connection'), once(socket, 'connect')]);
  test.after(() => {
    for (const end of [socket, peer]) end.destroy();
    server.close();
  });
  return socket.localPort;
}
