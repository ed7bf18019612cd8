// Runs that are made once more after a mistake in a function was mended.
import assert from 'node:assert/strict';

export const again = [
  {
    id: 'again',
    name: 'a run that failed is made once more, or from a step on with other arguments',
    functions: ({ define, note, noted, sdk }) => define('', {}, async ({ event, step }) => {
      const one = await step.run('one', () => note('one') && event.data.n);
      const two = await step.run('two', (n) => {
        note('two', n);
        if (noted('mended').length === 0) throw new sdk.NonRetriableError('a mistake');
        return n * 2;
      }, one);
      return step.run('three', () => note('three') && two + 1);
    }),
    async test({ send, ended, endedRuns, post, note, noted, times }) {
      const event = await send('', { n: 20 });
      const first = await ended(event, 'Failed');
      note('mended');
      const whole = await post(`/api/v1/runs/${first.run_id}/rerun`);
      await endedRuns(event, 2);
      const part = await post(`/api/v1/runs/${first.run_id}/rerun`, { from_step: 'two', input: [100] });
      const runs = new Map((await endedRuns(event, 3)).map((run) => [run.run_id, run]));

      assert.equal(runs.get(whole.id).output, 41);
      assert.equal(runs.get(part.id).output, 201);
      assert.equal(runs.get(part.id).original_run_id, first.run_id);
      assert.deepEqual(noted('two'), [20, 20, 100]);
      assert.deepEqual([times('one'), times('three')], [2, 2]);
    },
  },
];
