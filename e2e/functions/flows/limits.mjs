// What a function says of how often and how many times at once it may run, and how much it may keep.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

export const limits = [
  {
    id: 'concurrency',
    name: 'with a concurrency of one no two steps run at a time',
    functions: ({ define, note }) => {
      let now = 0;
      const busy = async () => {
        note('at once', ++now);
        await pause(20);
        now--;
      };
      return define('', { concurrency: 1 }, async ({ step }) => {
        await step.run('one', busy);
        await step.run('two', busy);
      });
    },
    async test({ send, ended, noted }) {
      const sent = await Promise.all([1, 2, 3, 4, 5].map((n) => send('', { n })));
      for (const each of sent) await ended(each, 'Completed');
      assert.deepEqual(noted('at once'), Array(10).fill(1));
    },
  },
  {
    id: 'concurrency-key',
    name: 'a concurrency by key counts each key apart',
    functions: ({ define, note }) => {
      const now = new Map();
      return define('', { concurrency: { limit: 1, key: 'event.data.who' } }, async ({ event, step }) => {
        const who = event.data.who;
        await step.run('one', async () => {
          now.set(who, (now.get(who) ?? 0) + 1);
          note(who, now.get(who));
          await pause(20);
          now.set(who, now.get(who) - 1);
        });
      });
    },
    async test({ send, ended, noted }) {
      const sent = await Promise.all(['a', 'b', 'a', 'b', 'a'].map((who) => send('', { who })));
      for (const each of sent) await ended(each, 'Completed');
      assert.deepEqual([noted('a'), noted('b')], [[1, 1, 1], [1, 1]]);
    },
  },
  {
    id: 'idempotency',
    name: 'a function with an idempotency key runs once for each key',
    functions: ({ define, note }) => define('', { idempotency: 'event.data.cart' }, ({ event }) => note(event.data.cart)),
    async test({ send, ended, runsOf, times }) {
      const first = await send('', { cart: 'a' });
      await ended(first, 'Completed');
      const again = await send('', { cart: 'a' });
      await ended(await send('', { cart: 'b' }), 'Completed');
      assert.deepEqual(await runsOf(again), []);
      assert.deepEqual([times('a'), times('b')], [1, 1]);
    },
  },
  {
    id: 'same-id',
    name: 'an event that is sent again with its id starts nothing',
    functions: ({ define, note }) => define('', {}, () => note('ran')),
    async test({ send, ended, times }) {
      await ended(await send('', {}, { id: 'once' }), 'Completed');
      await send('', {}, { id: 'once' });
      await ended(await send('', {}, { id: 'twice' }), 'Completed');
      assert.equal(times('ran'), 2);
    },
  },
  {
    id: 'if',
    name: 'a trigger with an expression starts for what it is true of',
    functions: ({ sdk, client, note, event: named }) => sdk.define(client, { id: 'if' },
      { event: named(), if: 'event.data.n > 3' }, ({ event }) => note('n', event.data.n)),
    async test({ send, ended, noted }) {
      for (const n of [1, 3, undefined]) await send('', { n });
      await ended(await send('', { n: 4 }), 'Completed');
      assert.deepEqual(noted('n'), [4]);
    },
  },
  {
    id: 'finish',
    name: 'a run that takes longer than its timeout is cancelled',
    functions: ({ define, note }) => define('', { timeouts: { finish: '1s' } }, async ({ step }) => {
      await step.sleep('long', '1h');
      note('end');
    }),
    async test({ send, ended, times }) {
      await ended(await send(''), 'Cancelled');
      assert.equal(times('end'), 0);
    },
  },
  {
    id: 'big',
    name: 'a state beyond what a request holds is fetched by the SDK',
    functions: ({ define, note }) => define('', {}, async ({ step }) => {
      let length = 0;
      for (let i = 0; i < 6; i++) {
        length += (await step.run(`part ${i}`, () => note('parts') && 'x'.repeat(1_000_000))).length;
      }
      await step.sleep('a moment', '1s');
      return step.run('last', () => length);
    }),
    async test({ output, times }) {
      assert.equal(await output(''), 6_000_000);
      assert.equal(times('parts'), 6);
    },
  },
  {
    id: 'too-big',
    name: 'a step that returns more than may be kept fails the run, by the name of the step',
    functions: ({ define }) => define('', { retries: 0 }, async ({ step }) => {
      await step.run('huge', () => 'x'.repeat(5_000_000));
    }),
    async test({ failure }) {
      assert.match(JSON.stringify(await failure('')), /huge/);
    },
  },
];
