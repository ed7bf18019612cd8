// Runs as the SDK's own tests look at them.
import assert from 'node:assert/strict';

const TRACE = `query ($runId: String!) {
  run(runID: $runId) { status trace(preview: true) { status outputID childrenSpans { name status outputID } } }
}`;
const OUTPUT = `query ($traceID: String!) {
  runTraceSpanOutputByID(outputID: $traceID) { data error { message name } }
}`;

async function outputOf(graphql, span) {
  return (await graphql(OUTPUT, { traceID: span.outputID })).runTraceSpanOutputByID;
}

export const graphql = [
  {
    id: 'graphql',
    name: 'a run is found in GraphQL with its trace, and what it and its steps came to',
    functions: ({ define }) => [
      define('', {}, async ({ event, step }) => ({ n: await step.run('one', () => event.data.n + 1) })),
      define('-fails', { retries: 0 }, async () => {
        throw new TypeError('no luck');
      }),
    ],
    async test({ send, ended, graphql }) {
      const good = await ended(await send('', { n: 6 }), 'Completed');
      const { run } = await graphql(TRACE, { runId: good.run_id });
      assert.deepEqual([run.status, run.trace.status], ['COMPLETED', 'COMPLETED']);
      assert.deepEqual(JSON.parse((await outputOf(graphql, run.trace)).data), { n: 7 });
      const [step] = run.trace.childrenSpans;
      assert.deepEqual([step.name, step.status], ['one', 'COMPLETED']);
      assert.equal((await outputOf(graphql, step)).data, '7');

      const bad = await ended(await send('-fails'), 'Failed');
      const { trace } = (await graphql(TRACE, { runId: bad.run_id })).run;
      assert.equal(trace.status, 'FAILED');
      assert.deepEqual(await outputOf(graphql, trace), { data: null, error: { message: 'no luck', name: 'TypeError' } });
    },
  },
];
