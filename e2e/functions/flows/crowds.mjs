// Much at a time: wide groups, long chains, many runs that wait for the same.
import assert from 'node:assert/strict';
import { poll } from '../../common/eventually.mjs';
import { untilWaiting } from './waiting.mjs';

export const crowds = [
  {
    id: 'wide',
    name: 'forty parallel steps run each once',
    functions: ({ define, note }) => define('', {}, async ({ step }) => {
      const all = await Promise.all(Array.from({ length: 40 }, (_, n) =>
        step.run(`step ${n}`, () => note(`ran ${n}`) && n)));
      return step.run('sum', () => note('sum') && all.reduce((a, b) => a + b));
    }),
    async test({ output, times }) {
      assert.equal(await output(''), 780);
      for (let n = 0; n < 40; n++) assert.equal(times(`ran ${n}`), 1, `step ${n}`);
      assert.equal(times('sum'), 1);
    },
  },
  {
    id: 'same-in-parallel',
    name: 'steps of one id side by side are told apart',
    functions: ({ define, note }) => define('', {}, async ({ step }) =>
      Promise.all(['a', 'b', 'c'].map((letter) => step.run('same', () => note(letter) && letter)))),
    async test({ output, times }) {
      assert.deepEqual(await output(''), ['a', 'b', 'c']);
      assert.deepEqual(['a', 'b', 'c'].map(times), [1, 1, 1]);
    },
  },
  {
    id: 'chain',
    name: 'functions that invoke each other ten deep give their results back',
    functions: ({ define, sdk }) => define('', {}, async ({ event, step }) => {
      if (event.data.depth === 0) return 0;
      const below = await step.invoke('below', {
        function: sdk.referenceFunction({ functionId: 'chain' }), data: { depth: event.data.depth - 1 },
      });
      return below + 1;
    }),
    async test({ output }) {
      assert.equal(await output('', { depth: 10 }), 10);
    },
  },
  {
    id: 'fan-out',
    name: 'a function that sends a hundred events starts a hundred runs',
    functions: ({ define, note, event: named }) => [
      define('', {}, async ({ step }) => (await step.sendEvent('all',
        Array.from({ length: 100 }, (_, n) => ({ name: named('/one'), data: { n } })))).ids),
      define('/one', {}, async ({ event, step }) => step.run('one', () => note(`one ${event.data.n}`) && event.data.n)),
    ],
    async test({ output, endedRuns, times }) {
      const ids = await output('');
      assert.equal(new Set(ids).size, 100);
      const outputs = await Promise.all(ids.map(async (id) => (await endedRuns(id))[0].output));
      assert.deepEqual(outputs, Array.from({ length: 100 }, (_, n) => n));
      for (let n = 0; n < 100; n++) assert.equal(times(`one ${n}`), 1);
    },
  },
  {
    id: 'many-wait',
    name: 'of fifty runs that wait each is ended by its own event, and all by one for all',
    functions: ({ define, event: named }) => define('', {}, async ({ event, step }) => {
      const own = await step.waitForEvent('own', { event: named('/own'), timeout: '1h', match: 'data.n' });
      const all = await step.waitForEvent('all', { event: named('/all'), timeout: '1h' });
      return [event.data.n, own.data.n, all.data.word];
    }),
    async test({ send, ended, ...kit }) {
      const ids = await Promise.all(Array.from({ length: 50 }, (_, n) => send('', { n })));
      await Promise.all(ids.map((id) => untilWaiting(kit, id, '/own')));
      for (let n = 49; n >= 0; n--) await send('/own', { n });
      await Promise.all(ids.map((id) => untilWaiting(kit, id, '/all')));
      await send('/all', { word: 'go' });
      const outputs = [];
      for (const id of ids) outputs.push((await ended(id, 'Completed')).output);
      assert.deepEqual(outputs, Array.from({ length: 50 }, (_, n) => [n, n, 'go']));
    },
  },
  {
    id: 'branches',
    name: 'branches that wait, sleep, fail and call come together again',
    functions: ({ define, note, event: named }) => {
      const child = define('/child', {}, async ({ event, step }) => {
        await step.sleep('first', '1s');
        return event.data.n * 10;
      });
      return [child, define('', {}, async ({ event, step }) => {
        const [a, b, c, d] = await Promise.all([
          (async () => {
            await step.sleep('a', '1s');
            return step.run('a2', () => note('a2') && 'a');
          })(),
          (async () => {
            const got = await step.waitForEvent('b', { event: named('/b'), timeout: '1h', match: 'data.key' });
            return step.run('b2', () => note('b2') && got.data.word);
          })(),
          step.invoke('c', { function: child, data: { n: 4 } }),
          step.run('d', () => {
            if (note('d') < 2) throw new Error('once');
            return 'd';
          }),
        ]);
        await step.run('end', () => note('end'));
        return [a, b, c, d];
      })];
    },
    async test({ send, ended, times, ...kit }) {
      const id = await send('', { key: 'k' });
      const [started] = await poll(() => kit.runsOf(id), (runs) => runs.length > 0);
      await poll(() => kit.get(`/api/v1/runs/${started.run_id}`),
        (run) => JSON.stringify(run.steps).includes('/b'));
      await send('/b', { key: 'k', word: 'b' });
      assert.deepEqual((await ended(id, 'Completed')).output, ['a', 'b', 40, 'd']);
      assert.deepEqual(['a2', 'b2', 'd', 'end'].map(times), [1, 1, 2, 1]);
    },
  },
];
