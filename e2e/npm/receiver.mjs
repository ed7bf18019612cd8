// A webhook receiver that answers 200 and keeps what it got.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { eventually } from '../common/eventually.mjs';

export async function startReceiver() {
  const received = [];
  const waiting = [];

  const http = createServer(async (request, response) => {
    const body = await text(request);
    response.end();
    if (request.method !== 'POST') return; // the readiness check
    const webhook = { headers: request.headers, body };
    if (waiting.length > 0) waiting.shift()(webhook);
    else received.push(webhook);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');

  return {
    url: `http://127.0.0.1:${http.address().port}/hook`,
    /** The next webhook that was not taken yet. */
    next: () =>
      received.length > 0
        ? Promise.resolve(received.shift())
        : eventually('a webhook', new Promise((resolve) => waiting.push(resolve))),
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
}
