// What the tests ask a server: its own API, and the part of Inngest's that people's scripts use.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { poll } from '../common/eventually.mjs';

// So many tests ask at a time that a server may want to be asked again.
const BUSY = 503;

export function api(server) {
  const own = { authorization: `Bearer ${server.mode.key}`, 'content-type': 'application/json' };
  const inngest = server.mode.signingKey ? { authorization: `Bearer ${server.mode.signingKey}` } : {};

  async function ask(path, headers, request = {}) {
    const response = await fetch(server.url + path, { ...request, headers });
    if (response.status === BUSY) {
      await pause(1000);
      return ask(path, headers, request);
    }
    const text = await response.text();
    assert.ok(response.ok, `${request.method ?? 'GET'} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  const get = (path) => ask(path, own);
  const post = (path, body) => ask(path, own, { method: 'POST', body: JSON.stringify(body ?? {}) });
  const runsOf = async (event) => (await ask(`/v1/events/${event}/runs`, inngest)).data;

  return {
    get,
    post,
    runsOf,
    /** The runs that an event started, when there are as many as are expected and all have ended. */
    endedRuns: (event, count = 1) =>
      poll(() => runsOf(event), (runs) => runs.length >= count && runs.every((run) => run.ended_at)),
    /** What is asked for in GraphQL. */
    async graphql(query, variables) {
      const { data, errors } = await ask('/v0/gql', inngest, { method: 'POST', body: JSON.stringify({ query, variables }) });
      assert.equal(errors, undefined, JSON.stringify(errors));
      return data;
    },
    /** Cancels a run as Inngest's API does. */
    cancel: (run) => ask(`/v1/runs/${run}`, inngest, { method: 'DELETE' }),
    /** Makes an app known, and waits until its functions are. */
    async sync(url) {
      const { id } = await post('/api/v1/apps', { url });
      const app = await poll(async () => (await get('/api/v1/apps')).data.find((each) => each.id === id),
        (found) => found !== undefined && found.status !== 'syncing');
      assert.equal(app.status, 'synced', JSON.stringify(app));
      return app;
    },
  };
}
