// What runs tell while they go on: messages by channel and topic, and what durable endpoints stream.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { eventually, poll } from '../../common/eventually.mjs';
import { newClient } from '../apps.mjs';

const V4 = [4];

/** Listens to topics of a channel; `next` is the next message. */
async function listen({ client, server, sdk }, channel, topics) {
  const { key } = await sdk.getSubscriptionToken(client, { channel, topics });
  const answer = await fetch(`${server.url}/v1/realtime/sse?token=${key}`);
  assert.equal(answer.status, 200, await (answer.ok ? '' : answer.text()));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        const block = text.slice(0, Math.max(0, end));
        text = end < 0 ? text : text.slice(end + 2);
        if (block.startsWith('data: ')) return JSON.parse(block.slice('data: '.length));
        if (end < 0) {
          const { value, done } = await eventually('a message', reader.read());
          if (done) throw new Error('the stream has ended');
          text += value;
        }
      }
    },
    close: () => reader.cancel(),
  };
}

/** Listens as the SDK itself does, by a websocket: Node 20 has one when it is told to. */
async function subscribed({ sdk, client }, channel, topics) {
  const heard = await sdk.subscribe({ app: client, channel, topics });
  const reader = heard.getReader();
  return {
    next: async () => (await eventually('a message', reader.read())).value,
    close: () => heard.close(),
  };
}

export const realtime = [
  {
    id: 'realtime',
    name: 'what a function publishes is heard by those who listen to its topic, and by nobody else',
    versions: V4,
    functions({ sdk, client, define }) {
      const news = sdk.channel({ name: 'news', topics: { progress: { schema: sdk.staticSchema() }, other: { schema: sdk.staticSchema() } } });
      return [define('', {}, async ({ step, runId }) => {
        await client.realtime.publish(news.other, { not: 'heard' });
        await client.realtime.publish(news.progress, { percent: 50 });
        await step.realtime.publish('done', news.progress, { percent: 100 });
        return runId;
      })];
    },
    async test(tool) {
      const heard = await listen(tool, 'news', ['progress']);
      const run = await tool.output('');
      const [half, whole] = [await heard.next(), await heard.next()];
      assert.deepEqual([half.data, whole.data], [{ percent: 50 }, { percent: 100 }]);
      assert.deepEqual([whole.channel, whole.topic, whole.kind, whole.run_id], ['news', 'progress', 'data', run]);
      await heard.close();
    },
  },
  {
    id: 'realtime-run',
    name: 'who listens to a run hears what its steps and it come to',
    versions: V4,
    functions: ({ define, event: named }) => [define('', {}, async ({ step }) => {
      await step.waitForEvent('until-it-is-heard', { event: named('/heard'), timeout: '1h' });
      const half = await step.run('half', () => 21);
      return 2 * half;
    })],
    async test(tool) {
      const sent = await tool.send('');
      const { data: [{ id: run }] } = await poll(() => tool.get(`/api/v1/runs?event=${sent}&status=waiting`), ({ data }) => data.length === 1);
      const heard = await listen(tool, run, ['$run', 'half']);
      const told = await subscribed(tool, run, ['$run']);
      await tool.send('/heard');
      const [half, whole] = [await heard.next(), await heard.next()];
      assert.deepEqual([half.kind, half.topic, half.data], ['step', 'half', 21]);
      assert.deepEqual([whole.kind, whole.topic, whole.data, whole.run_id], ['run', '$run', 42, run]);
      await heard.close();
      const value = await told.next();
      assert.deepEqual([value.kind, value.data, value.runId], ['run', 42, run]);
      told.close();
    },
  },
  {
    id: 'realtime-socket',
    name: 'the SDK itself hears what is published, by a websocket',
    versions: V4,
    functions: () => [],
    async test({ sdk, client }) {
      const news = sdk.channel({ name: 'socket', topics: { progress: { schema: sdk.staticSchema() } } });
      const heard = await subscribed({ sdk, client }, 'socket', ['progress']);
      await client.realtime.publish(news.progress, { percent: 50 });
      const value = await heard.next();
      assert.deepEqual([value.topic, value.data], ['progress', { percent: 50 }]);
      heard.close();
    },
  },
  {
    id: 'realtime-stranger',
    name: 'nobody listens without a token, and a token opens its own topics alone',
    versions: V4,
    functions: () => [],
    async test({ server }) {
      for (const token of ['', 'none', 'bm9uZQ']) {
        assert.equal((await fetch(`${server.url}/v1/realtime/sse?token=${token}`)).status, 401);
      }
    },
  },
  {
    id: 'endpoint-stream',
    name: 'what a durable endpoint streams reaches its client before and after the server has taken over',
    versions: V4,
    functions: () => [],
    async test({ sdk, server }) {
      const client = newClient(sdk, server, 'shop', { endpointAdapter: sdk.endpointAdapter });
      const http = sdk.createEndpointServer(client.endpoint(async () => {
        await sdk.step.run('one', () => sdk.stream.push('first'));
        await sdk.step.sleep('a-while', '1s');
        await sdk.step.run('two', () => sdk.stream.push('second'));
        return Response.json('all');
      })).listen(0, '127.0.0.1');
      await once(http, 'listening');
      const heard = [];
      const answer = await eventually('the answer', sdk.fetchWithStream(`http://127.0.0.1:${http.address().port}/`,
        { onData: ({ data }) => heard.push(data) }));
      assert.deepEqual(heard, ['first', 'second']);
      assert.equal(JSON.parse(await answer.text()), 'all');
      http.closeAllConnections();
      http.close();
    },
  },
];
