// Functions of Go's inngestgo: steps that fail, sleep, wait, call and tell, in both modes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { PATIENCE, poll } from '../common/eventually.mjs';
import { api } from '../functions/api.mjs';
import { send, startChild } from '../functions/children.mjs';
import { freePort, running, shown } from '../functions/guide.mjs';
import { MODES, startServer } from '../functions/servers.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const APP = join(HERE, 'target/app');

const skip = existsSync(APP) ? false : 'there is no Go to build the app with, or its registry does not serve the SDK';

/** What an app in Go finds in its environment: to its SDK, INNGEST_DEV=0 means development. */
function environment(mode) {
  return (url) => {
    const { INNGEST_DEV, ...others } = mode.app(url);
    return INNGEST_DEV === '0' ? others : { ...others, INNGEST_DEV };
  };
}

for (const [name, mode] of Object.entries(MODES)) {
  describe(name, { skip }, () => {
    let server;
    let app;
    let asked;

    before(async () => {
      server = await startServer(mode);
      app = await startChild(APP, [], { url: server.url, mode: { app: environment(mode) } });
      asked = api(server);
      await asked.sync(app.url);
    }, PATIENCE);

    after(async () => {
      await app?.stop();
      await server?.stop();
    });

    async function output(event, data = {}) {
      const [run] = await asked.endedRuns(await send(server, event, data));
      assert.equal(run.status, 'Completed', JSON.stringify(run));
      return run.output;
    }

    test('the app believes the server alone, where there are keys', PATIENCE, async () => {
      const response = await fetch(`${app.url}?fnId=go-done&stepId=step`, { method: 'POST', body: '{}' });
      assert.equal(response.status === 401, mode.signingKey !== undefined, `${response.status}`);
      const { warnings } = await asked.get('/api/v1/apps/go');
      assert.equal(warnings.length, mode.signingKey === undefined ? 0 : 1, warnings.join());
    });

    test('an order goes through its steps, each once but the one that fails twice', PATIENCE, async () => {
      const id = await send(server, 'go/order', { order: 'é-1', exact: 12345678901234, rate: 1.50 });
      const [{ run_id }] = await poll(() => asked.runsOf(id), (runs) => runs.length > 0);
      await poll(() => asked.get(`/api/v1/runs/${run_id}`),
        (run) => JSON.stringify(run.steps).includes('go/paid'));
      await send(server, 'go/paid', { order: 'another', amount: 1 });
      await send(server, 'go/paid', { order: 'é-1', amount: 2 });
      const [run] = await asked.endedRuns(id);
      assert.equal(run.status, 'Completed', JSON.stringify(run));
      assert.deepEqual(run.output,
        { word: 'at last', amount: 2, none: true, twice: 40, nobody: true, pair: ['L', 'R'] });
      // What the app prints may come later than what the server says.
      const [counts, expected] = [['one', 'shaky', 'three', 'left', 'right'], [1, 3, 1, 1, 1]];
      await poll(() => counts.map(app.times), (times) => times.every((each, i) => each >= expected[i]));
      assert.deepEqual(counts.map(app.times), expected);
      await poll(() => app.times('done-é-1'), (times) => times === 1);
    });

    test('what cannot be tried again fails at once', PATIENCE, async () => {
      const [run] = await asked.endedRuns(await send(server, 'go/broken', {}));
      assert.equal(run.status, 'Failed');
      assert.match(JSON.stringify(run.output), /no-use/);
      await poll(() => app.times('stop'), (times) => times >= 1);
      assert.equal(app.times('stop'), 1);
    });

    test('a step says itself when it is to be tried again', PATIENCE, async () => {
      assert.equal(await output('go/late'), 'there');
      await poll(() => app.times('late'), (times) => times === 2);
    });

    test('steps that are told while the function goes on run once each', PATIENCE, async () => {
      assert.equal(await output('go/long'), 10);
      const labels = [0, 1, 2, 3, 4].map((n) => `long-${n}`);
      await poll(() => labels.map(app.times), (times) => times.every((each) => each >= 1));
      assert.deepEqual(labels.map(app.times), [1, 1, 1, 1, 1]);
    });
  });
}

test('the first function runs as the guide shows it', { ...PATIENCE, skip }, async (context) => {
  // Beside the app, whose module has the library.
  const folder = await mkdtemp(join(HERE, 'guide-'));
  context.after(() => rm(folder, { recursive: true }));
  const port = await freePort();
  const here = (text) => text.replaceAll('3002', port);
  await writeFile(join(folder, 'main.go'), here(await shown('functions.md', 'go', 'package main')));
  const program = join(folder, 'app');
  await promisify(execFile)('go', ['build', '-o', program, '.'], { cwd: folder });

  const [, start, dev] = here(await shown('functions.md', 'console', 'go run .')).trim().split('\n');
  const server = await startServer(MODES.dev, ...dev.split(' ').slice(2));
  context.after(() => server.stop());
  const [name, value] = start.split(' ')[0].split('=');
  const app = running(program, [], { env: { [name]: value.replace('http://localhost:8288', server.url) } });
  context.after(() => app.stop());
  const asked = api(server);
  await poll(async () => (await asked.get('/api/v1/apps')).data, ([known]) => known?.status === 'synced');

  const [run] = await asked.endedRuns(await send(server, 'user/signed.up', { user: 'ada' }));
  assert.equal(run.status, 'Completed', JSON.stringify(run));
  assert.equal(run.output, 'welcomed ada');
});
