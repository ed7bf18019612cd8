// How apps become known: by being asked, by telling, by a flag; and what is said of those that cannot.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import express from 'express';
import { serve as serveExpress } from 'inngest/express';
import { PATIENCE, poll } from '../common/eventually.mjs';
import { api } from '../functions/api.mjs';
import { configure, listen, newClient } from '../functions/apps.mjs';
import { MODES, startServer } from '../functions/servers.mjs';
import { sdk } from './sdk.mjs';

const hello = (client) => sdk.define(client, { id: 'hello' }, { event: 'shop/hello' },
  async ({ event, step }) => step.run('greet', () => `hello ${event.data.name}`));

/** Starts a server for one test. */
async function server(context, mode, ...flags) {
  const started = await startServer(mode, ...flags);
  context.after(() => started.stop());
  return started;
}

async function app(context, handler) {
  const started = await listen(handler);
  context.after(() => started.close());
  return started;
}

async function output(client, asked, name) {
  const { ids } = await client.send({ name: 'shop/hello', data: { name } });
  const [run] = await asked.endedRuns(ids[0]);
  return run.output;
}

/** A port that nobody listens on. */
async function freePort() {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address();
  http.close();
  return port;
}

const found = (asked, id, is) => poll(
  async () => (await asked.get('/api/v1/apps')).data.find((each) => each.id === id), is);

for (const [name, mode] of Object.entries(MODES)) {
  describe(name, () => {
    test('an app in express is served', PATIENCE, async (context) => {
      const started = await server(context, mode);
      const client = newClient(sdk, started, 'shop');
      const web = express();
      web.use(express.json());
      web.use('/api/inngest', serveExpress({ client, functions: [hello(client)] }));
      const { url } = await app(context, web);
      const asked = api(started);
      const synced = await asked.sync(url);
      assert.equal(synced.framework, 'express');
      assert.match(synced.sdk, /^(inngest-)?js:v4/);
      assert.equal(await output(client, asked, 'express'), 'hello express');
    });

    test('an app that may not be asked registers itself', PATIENCE, async (context) => {
      const started = await server(context, mode);
      const client = newClient(sdk, started, 'shop');
      process.env.INNGEST_ALLOW_IN_BAND_SYNC = '0';
      const { url } = await app(context, sdk.serve({ client, functions: [hello(client)] }));
      const asked = api(started);
      await asked.sync(url);
      delete process.env.INNGEST_ALLOW_IN_BAND_SYNC;
      assert.equal(await output(client, asked, 'you'), 'hello you');
    });

    test('a deploy that calls the app makes it register', PATIENCE, async (context) => {
      const started = await server(context, mode);
      const client = newClient(sdk, started, 'shop');
      const { url } = await app(context, sdk.serve({ client, functions: [hello(client)] }));
      const answer = await fetch(url, { method: 'PUT' });
      assert.equal(answer.status, 200, await answer.text());
      const asked = api(started);
      const { data } = await asked.get('/api/v1/apps');
      assert.deepEqual(data.map((each) => [each.status, each.url]), [['synced', url]]);
      assert.equal(await output(client, asked, 'deploy'), 'hello deploy');
    });

    test('an app that is named at the start is tried until it is there', PATIENCE, async (context) => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}/api/inngest`;
      const started = await server(context, mode, '--app', url);
      const asked = api(started);
      await poll(async () => (await asked.get('/api/v1/apps')).data,
        ([first]) => first?.status === 'unreachable');
      const client = newClient(sdk, started, 'shop');
      const http = createServer(sdk.serve({ client, functions: [hello(client)] })).listen(port, '127.0.0.1');
      context.after(() => {
        http.closeAllConnections();
        http.close();
      });
      await poll(async () => (await asked.get('/api/v1/apps')).data, ([first]) => first?.status === 'synced');
      assert.equal(await output(client, asked, 'late'), 'hello late');
    });

    test('an app that is away, or is none, is shown with the reason', PATIENCE, async (context) => {
      const started = await server(context, mode);
      const asked = api(started);
      const away = await asked.post('/api/v1/apps', { url: `http://127.0.0.1:${await freePort()}/api/inngest` });
      const page = await app(context, (_, response) => {
        response.writeHead(404, { 'content-type': 'text/html' });
        response.end('<h1>Not found</h1>');
      });
      const none = await asked.post('/api/v1/apps', { url: page.url });
      const unreachable = await found(asked, away.id, (each) => each.status === 'unreachable');
      assert.match(unreachable.reason, /refused|connect/i);
      const refused = await found(asked, none.id, (each) => each.status === 'refused');
      assert.match(refused.reason, /404/);
    });
  });
}

test('an app with another signing key is refused, and says which key is wrong', PATIENCE, async (context) => {
  const started = await server(context, MODES.signed);
  configure(started);
  process.env.INNGEST_SIGNING_KEY = `signkey-test-${'ab'.repeat(32)}`;
  const client = new sdk.Inngest({ id: 'shop' });
  const { url } = await app(context, sdk.serve({ client, functions: [hello(client)] }));
  const asked = api(started);
  const { id } = await asked.post('/api/v1/apps', { url });
  const refused = await found(asked, id, (each) => each.status === 'refused');
  assert.match(refused.reason, /signing key/i);
});

test('an event with a key that nobody gave is refused', PATIENCE, async (context) => {
  const started = await server(context, MODES.signed);
  configure(started);
  const client = new sdk.Inngest({ id: 'shop', eventKey: 'another-key-than-theirs' });
  await assert.rejects(client.send({ name: 'shop/hello', data: {} }), /event key/i);
});

test('the framework that refuses a large request is named as such, and the run is not lost', PATIENCE, async (context) => {
  const started = await server(context, MODES.dev);
  const client = newClient(sdk, started, 'shop', { checkpointing: false });
  const large = sdk.define(client, { id: 'large' }, { event: 'shop/large' }, async ({ step }) => {
    await step.run('much', () => 'x'.repeat(200_000));
    return step.run('after', () => 'through');
  });
  let limit = '100kb';
  const web = express();
  web.use((request, response, next) => express.json({ limit })(request, response, next));
  web.use('/api/inngest', serveExpress({ client, functions: [large] }));
  const { url } = await app(context, web);
  const asked = api(started);
  await asked.sync(url);
  const { ids } = await client.send({ name: 'shop/large', data: {} });
  const [{ run_id }] = await poll(() => asked.runsOf(ids[0]), (runs) => runs.length > 0);
  await poll(() => asked.get(`/api/v1/runs/${run_id}`), (run) => run.requests.some((each) => /refused the request as too large/.test(each.error)));
  limit = '10mb';
  const [run] = await asked.endedRuns(ids[0]);
  assert.equal(run.output, 'through');
});
