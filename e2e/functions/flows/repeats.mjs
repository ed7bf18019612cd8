// Runs that are made once more: all of one, or from a step on, with another input for it.
import assert from 'node:assert/strict';
import { poll } from '../../common/eventually.mjs';

const OVER = ['completed', 'failed', 'cancelled'];

async function rerun({ get, post }, run, body) {
  const { id } = await post(`/api/v1/runs/${run}/rerun`, body);
  return poll(() => get(`/api/v1/runs/${id}`), ({ status }) => OVER.includes(status));
}

export const repeats = [
  {
    id: 'rerun',
    name: 'a run is made once more, all of it or from any step on, also from one of a group, with another input',
    functions: ({ define, note }) => define('', {}, async ({ events, step }) => {
      const one = await step.run('one', () => note('one'));
      const two = await step.run('two', (n) => { note('two', n); return n; }, 2);
      const both = await Promise.all([
        step.run('left', (side) => { note('left', side); return side; }, 'L'),
        step.run('right', () => note('right') && 'R'),
      ]);
      return [typeof one, two, ...both, events.length];
    }),
    async test(tool) {
      const { run_id: id } = await tool.ended(await tool.send(''), 'Completed');
      assert.deepEqual((await rerun(tool, id)).output, ['number', 2, 'L', 'R', 1]);
      assert.deepEqual(['one', 'two', 'left', 'right'].map(tool.times), [2, 2, 2, 2]);

      assert.deepEqual((await rerun(tool, id, { from_step: 'two', input: [42] })).output, ['number', 42, 'L', 'R', 1]);
      assert.deepEqual([tool.times('one'), tool.noted('two')], [2, [2, 2, 42]]);

      assert.deepEqual((await rerun(tool, id, { from_step: 'left', input: ['LL'] })).output, ['number', 2, 'LL', 'R', 1]);
      assert.deepEqual([tool.times('two'), tool.noted('left').at(-1)], [3, 'LL']);

      assert.deepEqual((await rerun(tool, id, { from_step: 'right' })).output, ['number', 2, 'L', 'R', 1]);
      assert.deepEqual([tool.times('one'), tool.times('two')], [2, 3]);
    },
  },
  {
    id: 'replay-runs',
    name: 'runs that a bug broke are run again by a replay, from the beginning and once each',
    functions: ({ define, note, times }) => define('', { retries: 0 }, async ({ event, step }) => {
      await step.run('send', () => {
        if (times('mended') === 0) throw new Error('a bug');
        note('sent', event.data.n);
      });
      return event.data.n;
    }),
    async test({ send, ended, note, noted, get, post, endedRuns }) {
      const events = await Promise.all([1, 2, 3].map((n) => send('', { n })));
      for (const event of events) await ended(event, 'Failed');
      note('mended');
      const runs = { function: 'shop-replay-runs', status: 'failed' };

      assert.equal((await post('/api/v1/replays', { runs, dry_run: true })).matched, 3);
      const { id } = await post('/api/v1/replays', { runs });
      const over = await poll(() => get(`/api/v1/replays/${id}`), ({ state }) => state !== 'running');
      assert.deepEqual([over.state, over.matched, over.created], ['done', 3, 3]);
      for (const event of events) await endedRuns(event, 2);
      assert.deepEqual(noted('sent').toSorted(), [1, 2, 3]);
    },
  },
];
