// Runs flows: all of their functions in one app, and a test for each of them, side by side.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PATIENCE } from '../common/eventually.mjs';
import { api } from './api.mjs';
import { listen, newClient } from './apps.mjs';
import { notes } from './notes.mjs';
import { startServer } from './servers.mjs';

/**
 * A flow has a name, the functions that it needs, and the test that sends events and looks at what came of them.
 * Its events are named `flow/ID...`, and its functions `ID...`, after the flow's own id.
 */
export function runFlows(title, { sdk, mode, options, flows }) {
  const suitable = flows.filter((flow) => (flow.versions ?? [sdk.version]).includes(sdk.version));

  describe(title, { concurrency: true }, () => {
    const tools = new Map();
    let server;
    let app;

    before(async () => {
      server = await startServer(mode);
      const client = newClient(sdk, server, 'shop', { ...sdk.options, ...options });
      const functions = suitable.flatMap((flow) => {
        const tool = toolOf(flow, sdk, client, server);
        tools.set(flow, tool);
        return flow.functions(tool);
      });
      app = await listen(sdk.serve({ client, functions }));
      await api(server).sync(app.url);
    }, PATIENCE);

    after(async () => {
      app?.close();
      await server?.stop();
    });

    for (const flow of suitable) {
      test(flow.name, PATIENCE, () => flow.test(tools.get(flow)));
    }
  });
}

function toolOf(flow, sdk, client, server) {
  const asked = api(server);
  const kept = notes();

  async function send(suffix, data = {}, more = {}) {
    const { ids } = await client.send({ name: `flow/${flow.id}${suffix}`, data, ...more });
    return ids[0];
  }

  async function ended(event, status) {
    const [run] = await asked.endedRuns(event);
    assert.equal(run.status, status, JSON.stringify(run));
    return run;
  }

  return {
    sdk,
    client,
    server,
    ...asked,
    ...kept,
    /** The name of an event of this flow. */
    event: (suffix = '') => `flow/${flow.id}${suffix}`,
    /** A function of this flow, which an event of the same suffix starts. */
    define: (suffix, options, handler) =>
      sdk.define(client, { id: `${flow.id}${suffix}`, ...options }, { event: `flow/${flow.id}${suffix}` }, handler),
    send,
    /** Sends an event and answers with the run's output. */
    async output(suffix, data, more) {
      return (await ended(await send(suffix, data, more), 'Completed')).output;
    },
    /** Sends an event and answers with the error that ended its run. */
    async failure(suffix, data) {
      return (await ended(await send(suffix, data), 'Failed')).output;
    },
    ended,
  };
}
