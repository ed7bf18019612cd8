// What runs leave behind beside what they come to: functions that start when they have ended, scores, sessions.
import assert from 'node:assert/strict';
import { poll } from '../../common/eventually.mjs';

const V4 = [4];

const OVER = ['completed', 'failed', 'cancelled'];

/** The run of a function that another run has deferred, when it has ended. */
async function deferred({ get }, name, parent) {
  const runs = await poll(() => get(`/api/v1/runs?function=shop-${name}`),
    ({ data }) => data.length > 0 && data.every(({ status }) => OVER.includes(status)));
  const whole = await Promise.all(runs.data.map(({ id }) => get(`/api/v1/runs/${id}`)));
  return whole.filter(({ output }) => output?.parent === parent);
}

export const deferring = [
  {
    id: 'defer',
    name: 'what a run defers starts when the run has ended, once each, unless it is taken back',
    versions: V4,
    functions({ sdk, client, define }) {
      const mail = sdk.createDefer(client, { id: 'defer-mail' },
        async ({ event, parents: [{ fnSlug, runId }] }) => ({ ...event.data, fnSlug, parent: runId }));
      const undo = sdk.createDefer(client, { id: 'defer-undo' },
        async ({ parents: [{ runId }] }) => ({ parent: runId }));
      return [mail, undo, define('', {}, async ({ defer, step }) => {
        defer('to-ada', { function: mail, data: { to: 'ada' } });
        const handle = defer('undo', { function: undo, data: {} });
        await step.run('between', () => 1);
        await step.sleep('a-while', '1s');
        defer('to-bob', { function: mail, data: { to: 'bob' } });
        handle.abort();
        return 'done';
      })];
    },
    async test(tool) {
      const { run_id: id, output } = await tool.ended(await tool.send(''), 'Completed');
      assert.equal(output, 'done');
      await poll(async () => (await deferred(tool, 'defer-mail', id)).length, (count) => count === 2);
      const mails = (await deferred(tool, 'defer-mail', id)).map((run) => run.output);
      assert.deepEqual(mails.sort((a, b) => (a.to < b.to ? -1 : 1)), [
        { to: 'ada', fnSlug: 'shop-defer', parent: id }, { to: 'bob', fnSlug: 'shop-defer', parent: id },
      ]);
      assert.deepEqual((await tool.get('/api/v1/runs?function=shop-defer-undo')).data, []);
      const run = await tool.get(`/api/v1/runs/${id}`);
      assert.deepEqual(run.deferred.map(({ name, status }) => [name, status]).sort(),
        [['to-ada', 'started'], ['to-bob', 'started'], ['undo', 'aborted']]);
    },
  },
  {
    id: 'defer-failing',
    name: 'what a run has deferred starts when the run has failed, too',
    versions: V4,
    functions({ sdk, client, define, note }) {
      const clean = sdk.createDefer(client, { id: 'defer-failing-clean' },
        async ({ parents: [{ runId }] }) => ({ parent: runId }));
      return [clean, define('', { retries: 1 }, async ({ defer }) => {
        note('tried');
        defer('clean', { function: clean, data: {} });
        throw new Error('oh no');
      })];
    },
    async test(tool) {
      const { run_id: id, output } = await tool.ended(await tool.send(''), 'Failed');
      assert.equal(output.message, 'oh no');
      assert.equal(tool.times('tried'), 2);
      await poll(async () => (await deferred(tool, 'defer-failing-clean', id)).length, (count) => count === 1);
    },
  },
  {
    id: 'score',
    name: 'scores and other metadata are kept with the step or the run that they are about',
    versions: V4,
    functions({ sdk, client, define }) {
      const scorer = sdk.createScorer(client, { id: 'score-later' },
        async ({ event }) => ({ name: 'words', value: event.data.text.split(' ').length }));
      return [scorer, define('', {}, async ({ defer, step, runId }) => {
        await step.run('answer', async () => {
          await client.metadata.set({ model: 'small', tokens: 7 }, 'usage');
          await client.score({ name: 'fluent', value: true });
        });
        await client.score({ runId, name: 'overall', value: 0.5 });
        defer('later', { function: scorer, data: { text: 'four words and more' } });
      })];
    },
    async test(tool) {
      const { run_id: id } = await tool.ended(await tool.send(''), 'Completed');
      const { metadata, steps } = await poll(() => tool.get(`/api/v1/runs/${id}`),
        (run) => run.metadata?.some(({ values }) => 'words' in values && 'overall' in values));
      assert.deepEqual(metadata.map(({ scope, kind, values }) => ({ scope, kind, values })), [
        { scope: 'run', kind: 'inngest.score', values: { overall: { value: 0.5 }, words: { value: 4 } } },
      ]);
      assert.deepEqual(steps[0].metadata.map(({ scope, kind, values }) => [scope, kind, values]), [
        ['step', 'userland.usage', { model: 'small', tokens: 7 }], ['step', 'inngest.score', { fluent: { value: true } }],
      ]);
      const { run } = await tool.graphql(`query ($id: String!) { run(runID: $id) { trace {
        metadata { scope kind values updatedAt } childrenSpans { metadata { kind values } } } } }`, { id });
      assert.deepEqual(run.trace.metadata[0].values, metadata[0].values);
      assert.deepEqual(run.trace.childrenSpans[0].metadata[0], { kind: 'userland.usage', values: { model: 'small', tokens: 7 } });
    },
  },
  {
    id: 'session',
    name: 'what an event belongs to, its run and all that this starts belong to as well',
    versions: V4,
    functions({ sdk, client, define }) {
      const called = define('-called', {}, async (context) => context.sessions ?? null);
      const later = sdk.createDefer(client, { id: 'session-later' },
        async ({ sessions, parents: [{ runId }] }) => ({ ...sessions, parent: runId }));
      return [called, later, define('', {}, async ({ sessions, step, defer }) => {
        defer('later', { function: later, data: {}, meta: { sessions: { org: 'other' } } });
        const [{ id }] = [await step.sendEvent('tell', { name: 'flow/session-told', data: {} })].map(({ ids }) => ({ id: ids[0] }));
        return { own: sessions, called: await step.invoke('call', { function: called, data: {} }), told: id };
      }), define('-told', {}, async (context) => context.sessions ?? null)];
    },
    async test(tool) {
      const { run_id: id, output } = await tool.ended(
        await tool.send('', {}, { meta: { sessions: { org: 'acme', ticket: 42 } } }), 'Completed');
      const both = { org: 'acme', ticket: '42' };
      assert.deepEqual([output.own, output.called], [both, both]);
      assert.deepEqual((await tool.ended(output.told, 'Completed')).output, both);
      const [later] = await poll(() => deferred(tool, 'session-later', id), (runs) => runs.length === 1);
      assert.deepEqual(later.output, { org: 'other', ticket: '42', parent: id });
      assert.deepEqual((await tool.get(`/api/v1/runs/${id}`)).sessions, both);
      const { data } = await tool.get('/api/v1/runs?session=ticket:42');
      assert.deepEqual(new Set(data.map((run) => run.function)),
        new Set(['shop-session', 'shop-session-called', 'shop-session-told', 'shop-session-later']));
    },
  },
];
