// Steps: each runs once, is remembered, and is tried again on its own.
import assert from 'node:assert/strict';

export const steps = [
  {
    id: 'three',
    name: 'three steps run one after the other, each once',
    functions: ({ define, note }) => define('', {}, async ({ event, step }) => {
      const one = await step.run('one', () => note('one') && event.data.n + 1);
      const two = await step.run('two', () => note('two') && one * 2);
      const three = await step.run('three', () => note('three') && `got ${two}`);
      return { one, two, three };
    }),
    async test({ output, times }) {
      assert.deepEqual(await output('', { n: 20 }), { one: 21, two: 42, three: 'got 42' });
      assert.deepEqual(['one', 'two', 'three'].map(times), [1, 1, 1]);
    },
  },
  {
    id: 'fails-twice',
    name: 'a step that fails twice is tried again, and no other with it',
    functions: ({ define, note }) => define('', {}, async ({ step, attempt }) => {
      await step.run('before', () => note('before'));
      const tries = await step.run('shaky', () => {
        if (note('attempts', attempt) < 3) throw new Error('not yet');
        return 'at last';
      });
      await step.run('after', () => note('after'));
      return tries;
    }),
    async test({ output, noted, times }) {
      assert.equal(await output(''), 'at last');
      assert.deepEqual(noted('attempts'), [0, 1, 2]);
      assert.deepEqual([times('before'), times('after')], [1, 1]);
    },
  },
  {
    id: 'no-steps',
    name: 'a function without steps returns what it returns',
    functions: ({ define }) => [
      define('', {}, ({ event }) => ({ doubled: event.data.n * 2 })),
      define('/nothing', {}, () => undefined),
    ],
    async test({ output }) {
      assert.deepEqual(await output('', { n: 4 }), { doubled: 8 });
      assert.equal(await output('/nothing'), null);
    },
  },
  {
    id: 'values',
    name: 'what steps return comes back as it was, whatever JSON it is',
    functions: ({ define, note }) => define('', {}, async ({ step, event }) => {
      const values = [undefined, null, 0, '', false, 1.5, 1e21, -0.000001, 'é < & \u2028 "\\', '\ud83d\ude00', [], {}, { a: [{ b: null }] }];
      const back = [];
      for (const value of values) back.push(await step.run('same id', () => value));
      note('back', back);
      note('data', event.data);
    }),
    async test({ output, noted }) {
      const data = { big: 9007199254740993, float: 1.0, text: 'naïve \u0001', nested: { z: 1, a: [null, true] } };
      await output('', data);
      assert.deepEqual(noted('back').at(-1), [null, null, 0, '', false, 1.5, 1e21, -0.000001, 'é < & \u2028 "\\', '\ud83d\ude00', [], {}, { a: [{ b: null }] }]);
      assert.deepEqual(noted('data').at(-1), data);
    },
  },
  {
    id: 'event',
    name: 'a function sees its event with id, name, data, user and time',
    functions: ({ define, note }) => define('', {}, ({ event, events, runId }) => {
      note('seen', { event, events, runId });
    }),
    async test({ send, ended, noted, event }) {
      const ts = Date.now();
      const sent = await send('', { a: 1 }, { id: 'an-id-of-its-own', user: { id: 'u1' }, ts });
      const run = await ended(sent, 'Completed');
      const [seen] = noted('seen');
      assert.equal(seen.event.name, event());
      assert.equal(seen.event.id, 'an-id-of-its-own');
      assert.equal(seen.event.ts, ts);
      assert.deepEqual(seen.event.data, { a: 1 });
      assert.deepEqual(seen.event.user, { id: 'u1' });
      assert.equal(seen.events.length, 1);
      assert.equal(seen.runId, run.run_id);
    },
  },
  {
    id: 'many',
    name: 'a function of sixty steps ends',
    functions: ({ define, note }) => define('', {}, async ({ step }) => {
      let sum = 0;
      for (let i = 0; i < 60; i++) sum += await step.run(`step ${i}`, () => note('steps') && i);
      return sum;
    }),
    async test({ output, times }) {
      assert.equal(await output(''), 1770);
      assert.equal(times('steps'), 60);
    },
  },
];
