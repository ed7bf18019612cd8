// A server that is killed in the middle of runs: they all go on, and no step that has ended is run again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PATIENCE, eventually, poll } from '../common/eventually.mjs';
import { api } from './api.mjs';
import { listen, newClient } from './apps.mjs';
import { notes } from './notes.mjs';
import { startServer } from './servers.mjs';

const RUNS = 200;

export function runRestarts(title, { sdk, mode, options }) {
  describe(title, () => {
    test('runs go on after a kill, and what has ended is not repeated', PATIENCE, async (context) => {
      const server = await startServer(mode);
      const asked = api(server);
      const kept = notes();
      const client = newClient(sdk, server, 'shop', options);

      // The second steps are held back until the server is gone.
      let letGo;
      const gone = new Promise((resolve) => { letGo = resolve; });
      const child = sdk.define(client, { id: 'child' }, { event: 'shop/child' }, async ({ step, event }) => {
        await step.sleep('a moment', '1s');
        return step.run('child', () => kept.note(`child ${event.data.n}`) && event.data.n);
      });
      const parent = sdk.define(client, { id: 'parent' }, { event: 'shop/parent' }, async ({ event, step }) => {
        const { n } = event.data;
        await step.run('first', () => kept.note(`first ${n}`));
        await step.run('second', async () => {
          kept.note('seconds');
          await gone;
          kept.note(`second ${n}`);
        });
        const child_said = await step.invoke('child', { function: child, data: { n } });
        await step.sleep('a while', '1s');
        await step.run('last', () => kept.note(`last ${n}`));
        return child_said;
      });
      const app = await listen(sdk.serve({ client, functions: [child, parent] }));
      context.after(async () => {
        app.close();
        await server.stop();
      });
      await asked.sync(app.url);

      const { ids } = await client.send(
        Array.from({ length: RUNS }, (_, n) => ({ name: 'shop/parent', data: { n } })));
      await poll(() => kept.times('seconds'), (times) => times === RUNS);
      await server.kill();
      letGo();
      await server.start();

      const outputs = await eventually('all runs', Promise.all(ids.map(async (id) => {
        const [run] = await asked.endedRuns(id);
        assert.equal(run.status, 'Completed', JSON.stringify(run));
        return run.output;
      })));
      assert.deepEqual(outputs, Array.from({ length: RUNS }, (_, n) => n));
      for (let n = 0; n < RUNS; n++) {
        assert.equal(kept.times(`first ${n}`), 1, `first ${n}`);
        assert.ok(kept.times(`second ${n}`) <= 2, `second ${n}`); // it was under way
        assert.equal(kept.times(`child ${n}`), 1, `child ${n}`);
        assert.equal(kept.times(`last ${n}`), 1, `last ${n}`);
      }
    });
  });
}
