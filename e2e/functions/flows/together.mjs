// Functions that call functions, send events, and do several things at a time.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Answers requests while something is done. */
async function answering(handler, work) {
  const http = createServer(handler);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  try {
    return await work(`http://127.0.0.1:${http.address().port}`);
  } finally {
    http.close();
  }
}

export const together = [
  {
    id: 'invoke',
    name: 'invoke gives what the other function returns',
    functions: ({ define, note }) => {
      const square = define('/square', {}, async ({ event, step }) => {
        note('name', event.name);
        return step.run('square', () => event.data.n * event.data.n);
      });
      return [square, define('', {}, async ({ step }) => {
        const nine = await step.invoke('nine', { function: square, data: { n: 3 } });
        const [four, sixteen] = await Promise.all([
          step.invoke('four', { function: square, data: { n: 2 } }),
          step.invoke('sixteen', { function: square, data: { n: 4 } }),
        ]);
        return [nine, four, sixteen];
      })];
    },
    async test({ output, noted }) {
      assert.deepEqual(await output(''), [9, 4, 16]);
      assert.ok(noted('name').every((name) => name === 'inngest/function.invoked'));
    },
  },
  {
    id: 'invoke-failing',
    name: 'invoke throws what failed in the other function, and when there is none',
    functions: ({ define, sdk }) => {
      const broken = define('/broken', { retries: 0 }, () => {
        throw new sdk.NonRetriableError('the child broke');
      });
      const caught = async (promise) => {
        try {
          await promise;
          return 'nothing thrown';
        } catch (error) {
          return error.message;
        }
      };
      return [broken, define('', {}, async ({ step }) => [
        await caught(step.invoke('broken', { function: broken })),
        await caught(step.invoke('unknown', { function: sdk.referenceFunction({ functionId: 'nobody' }) })),
      ])];
    },
    async test({ output }) {
      const [broken, unknown] = await output('');
      assert.equal(broken, 'the child broke');
      assert.match(unknown, /could not find function with ID: shop-nobody/);
    },
  },
  {
    id: 'send-event',
    name: 'sendEvent starts functions, once, and tells the ids',
    functions: ({ define, note, event: named }) => [
      define('', {}, async ({ step }) => {
        const { ids } = await step.sendEvent('tell', [{ name: named('/a'), data: { n: 1 } }, { name: named('/b'), data: { n: 2 } }]);
        await step.run('after', () => note('after'));
        return ids;
      }),
      define('/a', {}, ({ event }) => note('a', event.data.n)),
      define('/b', {}, ({ event }) => note('b', event.data.n)),
    ],
    async test({ output, noted, endedRuns }) {
      const ids = await output('');
      assert.equal(ids.length, 2);
      for (const id of ids) await endedRuns(id);
      assert.deepEqual([noted('a'), noted('b')], [[1], [2]]);
    },
  },
  {
    id: 'parallel',
    name: 'parallel steps run each once, one that fails twice is tried again alone',
    functions: ({ define, note }) => define('', {}, async ({ step }) => {
      await step.run('before', () => note('before'));
      const [a, b, slept, c] = await Promise.all([
        step.run('a', () => note('a') && 'A'),
        step.run('b', () => {
          if (note('b') < 3) throw new Error('not yet');
          return 'B';
        }),
        step.sleep('meanwhile', '1s'),
        (async () => (await step.run('c1', () => note('c1') && 'C')) + (await step.run('c2', () => note('c2') && '2')))(),
      ]);
      return step.run('after', () => note('after') && [a, b, slept ?? null, c]);
    }),
    async test({ output, times }) {
      assert.deepEqual(await output(''), ['A', 'B', null, 'C2']);
      assert.deepEqual(['before', 'a', 'b', 'c1', 'c2', 'after'].map(times), [1, 1, 3, 1, 1, 1]);
    },
  },
  {
    id: 'parallel-failing',
    name: 'of parallel steps one may fail for good, and the others go on',
    functions: ({ define, note, sdk }) => define('', {}, async ({ step }) => {
      const settled = await Promise.allSettled([
        step.run('good', () => note('good') && 'good'),
        step.run('bad', () => {
          note('bad');
          throw new sdk.NonRetriableError('bad');
        }),
      ]);
      return settled.map((each) => each.value ?? each.reason.message);
    }),
    async test({ output, times }) {
      assert.deepEqual(await output(''), ['good', 'bad']);
      assert.deepEqual([times('good'), times('bad')], [1, 1]);
    },
  },
  {
    id: 'race',
    name: 'a race is over with its first step, and the run with the function',
    functions: ({ define, note, event: named }) => define('', {}, async ({ step, group }) => {
      const race = () => Promise.race([
        step.waitForEvent('slow', { event: named('/never'), timeout: '1h' }).then(() => 'slow'),
        step.run('fast', () => note('fast') && 'fast'),
      ]);
      const winner = group === undefined ? await race() : await group.parallel({ mode: 'race' }, race);
      return step.run('after', () => note('after') && winner);
    }),
    async test({ output, times }) {
      assert.equal(await output(''), 'fast');
      assert.deepEqual([times('fast'), times('after')], [1, 1]);
    },
  },
  {
    id: 'fetch',
    name: 'step.fetch is sent by the server, once',
    functions: ({ define, note }) => define('', {}, async ({ event, step }) => {
      const response = await step.fetch(event.data.url, { method: 'POST', body: 'hello', headers: { 'x-of-mine': 'yes' } });
      await step.run('after', () => note('after'));
      return { status: response.status, text: await response.text(), kind: response.headers.get('x-kind') };
    }),
    async test({ output, note, noted }) {
      await answering(async (request, response) => {
        note('request', [request.method, request.headers['x-of-mine'], await text(request)]);
        response.writeHead(500, { 'x-kind': 'teapot' });
        response.end('said');
      }, async (url) => {
        assert.deepEqual(await output('', { url }), { status: 500, text: 'said', kind: 'teapot' });
        assert.deepEqual(noted('request'), [['POST', 'yes', 'hello']]);
      });
    },
  },
  {
    id: 'infer',
    name: 'step.ai.infer is asked by the server',
    functions: ({ define }) => define('', {}, async ({ event, step }) => {
      const said = await step.ai.infer('ask', {
        model: step.ai.models.openai({ model: 'tiny', apiKey: 'a-key', baseUrl: event.data.url }),
        body: { messages: [{ role: 'user', content: 'hello?' }] },
      });
      return said.choices[0].message.content;
    }),
    async test({ output, note, noted }) {
      await answering(async (request, response) => {
        note('request', [request.url, request.headers.authorization, JSON.parse(await text(request))]);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'hello!' } }] }));
      }, async (url) => {
        assert.equal(await output('', { url: `${url}/v1/` }), 'hello!');
        assert.deepEqual(noted('request'), [['/v1/chat/completions', 'Bearer a-key',
          { model: 'tiny', messages: [{ role: 'user', content: 'hello?' }] }]]);
      });
    },
  },
];
