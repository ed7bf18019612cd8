// Durable endpoints: routes of the app's own, whose handlers run steps; each request to them is a run.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { poll } from '../../common/eventually.mjs';
import { newClient } from '../apps.mjs';

const V4 = [4];

/** An app with one route; answers with what asks it. */
async function app({ sdk, server }, handler, options = {}) {
  // The SDK's own `withOptions` would change the adapter for everybody.
  const endpointAdapter = (more) => sdk.endpointAdapter({ ...more, ...options });
  const client = newClient(sdk, server, 'shop', { endpointAdapter });
  const http = sdk.createEndpointServer(client.endpoint(handler)).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const origin = `http://127.0.0.1:${http.address().port}`;
  return {
    name: `endpoints-127.0.0.1-${http.address().port}`,
    ask: (path, request = {}) => fetch(origin + path, { redirect: 'manual', ...request }),
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
}

async function runOf({ get }, name) {
  const { data: [run] } = await poll(() => get(`/api/v1/runs?function=${name}`),
    ({ data }) => data.length === 1 && data[0].ended_at !== null);
  return get(`/api/v1/runs/${run.id}`);
}

/** What a client finds that follows the redirect. */
async function followed(answer) {
  assert.equal(answer.status, 302, await answer.text());
  const output = await fetch(answer.headers.get('location'));
  return { status: output.status, body: await output.json() };
}

export const endpoints = [
  {
    id: 'endpoint-sync',
    name: 'a request whose steps run at once is answered by the app itself, and is a run with its steps',
    versions: V4,
    functions: () => [],
    async test(tool) {
      const { step } = tool.sdk;
      const route = await app(tool, async () => {
        const a = await step.run('a', () => tool.note('a') && 'hello');
        const b = await step.run('b', () => tool.note('b') && 'world');
        return Response.json(`${a} ${b}`, { status: 202 });
      });
      const answer = await route.ask('/orders/4711?x=1');
      assert.deepEqual([answer.status, await answer.json()], [202, 'hello world']);

      const run = await runOf(tool, `${route.name}-get-orders-_`);
      assert.equal(run.status, 'completed');
      assert.deepEqual(run.steps.map(({ name, output }) => [name, output]), [['a', 'hello'], ['b', 'world']]);
      assert.deepEqual([tool.times('a'), tool.times('b')], [1, 1]);
      route.close();
    },
  },
  {
    id: 'endpoint-async',
    name: 'a request that sleeps is sent to its output, which waits; no step runs twice',
    versions: V4,
    functions: () => [],
    async test(tool) {
      const { step } = tool.sdk;
      const route = await app(tool, async (request) => {
        const a = await step.run('a', () => tool.note('a') && 'hello');
        await step.sleep('a-while', '1s');
        const both = await Promise.all([
          step.run('left', () => tool.note('left') && 'L'), step.run('right', () => tool.note('right') && 'R'),
        ]);
        return Response.json([a, ...both, request.method, new URL(request.url).search]);
      });
      const { status, body } = await followed(await route.ask('/slow?x=1&y=2', {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: '{ "price": 1.50, "é": [] }',
      }));
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(JSON.parse(body.data.body)), ['hello', 'L', 'R', 'POST', '?x=1&y=2']);
      assert.deepEqual(['a', 'left', 'right'].map(tool.times), [1, 1, 1]);
      assert.equal((await runOf(tool, `${route.name}-post-slow`)).status, 'completed');
      route.close();
    },
  },
  {
    id: 'endpoint-errors',
    name: 'a step of a request, or the handler itself, that throws is tried again by the server',
    versions: V4,
    functions: () => [],
    async test(tool) {
      const { step } = tool.sdk;
      const route = await app(tool, async (request) => {
        const { pathname } = new URL(request.url);
        await step.run('before', () => tool.note('before'));
        if (pathname === '/handler' && tool.note('handler') < 2) throw new Error('not yet');
        return await step.run('odd', () => {
          if (pathname === '/step' && tool.note('odd') < 2) throw new Error('not yet');
          return `mended ${pathname}`;
        });
      });
      for (const path of ['/step', '/handler']) {
        const { data } = (await followed(await route.ask(path))).body;
        assert.equal(JSON.parse(data.body), `mended ${path}`);
      }
      assert.deepEqual(['odd', 'before'].map(tool.times), [2, 2]);
      route.close();
    },
  },
  {
    id: 'endpoint-failed',
    name: 'a request whose run fails, or is cancelled, says so where its output would be',
    versions: V4,
    functions: () => [],
    async test(tool) {
      const { step } = tool.sdk;
      const route = await app(tool, async (request) => {
        await step.sleep('a-while', request.url.endsWith('long') ? '1h' : '1s');
        throw new tool.sdk.NonRetriableError('out of stock');
      });
      const { status, body } = await followed(await route.ask('/short'));
      assert.deepEqual([status, body.error.message], [500, 'out of stock']);

      const answer = await route.ask('/long');
      const [run] = (await tool.get(`/api/v1/runs?function=${route.name}-get-long`)).data;
      const output = followed(answer);
      await tool.post(`/api/v1/runs/${run.id}/cancel`);
      assert.equal((await output).status, 409);
      assert.match((await output).body.error, /cancelled/);
      route.close();
    },
  },
  {
    id: 'endpoint-token',
    name: 'an output is seen by those who have its token, at the server or through a proxy of the app',
    versions: V4,
    functions: () => [],
    async test(tool) {
      const { step } = tool.sdk;
      const handler = async () => {
        await step.sleep('a-while', '1s');
        return Response.json('there');
      };
      const route = await app(tool, handler, { asyncResponse: 'token' });
      const { run_id: run, token } = await (await route.ask('/')).json();
      const client = newClient(tool.sdk, tool.server, 'shop', { endpointAdapter: tool.sdk.endpointAdapter });
      const output = (path, query) => fetch(`${tool.server.url}${path}/${run}/output?${query}`);
      assert.equal((await output('/v1/http/runs', `token=${token.slice(1)}`)).status, 401);
      assert.equal((await output('/v1/http/runs', '')).status, 401);
      const { data } = await (await output('/v1/checkpoint/runs', `token=${token}`)).json();
      assert.equal(JSON.parse(JSON.parse(data.body)), 'there');

      const there = { request: { url: `/poll?runId=${run}&token=${token}`, headers: { host: 'app' }, method: 'GET' } };
      const proxied = await new Promise((resolve) => client.endpointProxy()(there.request, {
        writeHead(status) { this.status = status; },
        end(body) { resolve({ status: this.status, body: JSON.parse(body) }); },
      }));
      assert.deepEqual([proxied.status, JSON.parse(JSON.parse(proxied.body.data.body))], [200, 'there']);
      route.close();
    },
  },
];
