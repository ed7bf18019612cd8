// A user's app: a client of the SDK, its functions, and a plain HTTP server that serves them.
import { once } from 'node:events';
import { createServer } from 'node:http';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Sets what an app finds in its environment. */
export function configure(server) {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('INNGEST_')) delete process.env[name];
  }
  Object.assign(process.env, server.mode.app(server.url));
}

export function newClient(sdk, server, id, options = {}) {
  configure(server);
  return new sdk.Inngest({ id, logger: SILENT, ...options });
}

/** Listens on a free port; answers with where the functions are served. */
export async function listen(handler) {
  const http = createServer(handler);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${http.address().port}/api/inngest`,
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
}
