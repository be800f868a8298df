// A line between browser and server that lets only so much through.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Listens on a port of its own and passes everything on to `port`: what is sent there at `mebibytes` a second on each connection, what is
 *  answered at once. Not the browser's own throttle, which also holds the next page back behind the piece that is under way. */
export async function narrowLine(port, mebibytes) {
  async function* narrow(pieces) {
    for await (const piece of pieces) {
      yield piece;
      await sleep((piece.length / (mebibytes * 1024 * 1024)) * 1_000);
    }
  }
  const open = new Set();
  const listener = createServer({ allowHalfOpen: true }, (browser) => {
    const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    for (const end of [browser, server]) {
      open.add(end);
      end.once('close', () => open.delete(end));
    }
    // Either side may hang up in mid-sentence; the other is told.
    for (const way of [pipeline(browser, narrow, server), pipeline(server, browser)]) {
      way.catch(() => {
        browser.destroy();
        server.destroy();
      });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    close() {
      listener.close();
      for (const end of open) end.destroy();
    },
  };
}
