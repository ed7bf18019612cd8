// Functions of PyPI inngest: steps that fail, sleep, wait, call and tell, in both modes.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { PATIENCE, poll } from '../common/eventually.mjs';
import { api } from '../functions/api.mjs';
import { send, startChild } from '../functions/children.mjs';
import { freePort, running, shown } from '../functions/guide.mjs';
import { MODES, startServer } from '../functions/servers.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PYTHON = here('venv/bin/python');

const skip = existsSync(PYTHON) ? false : 'there is no Python with the libraries of requirements.txt in venv';

for (const [name, mode] of Object.entries(MODES)) {
  describe(name, { skip }, () => {
    let server;
    let app;
    let asked;

    before(async () => {
      server = await startServer(mode);
      app = await startChild(PYTHON, [here('app.py')], server);
      asked = api(server);
      await asked.sync(app.url);
    }, PATIENCE);

    after(async () => {
      await app?.stop();
      await server?.stop();
    });

    test('an order goes through its steps, each once but the one that fails twice', PATIENCE, async () => {
      const id = await send(server, 'py/order', { order: 'é-1', exact: 12345678901234, rate: 1.50 });
      const [{ run_id }] = await poll(() => asked.runsOf(id), (runs) => runs.length > 0);
      await poll(() => asked.get(`/api/v1/runs/${run_id}`),
        (run) => JSON.stringify(run.steps).includes('py/paid'));
      await send(server, 'py/paid', { order: 'another', amount: 1 });
      await send(server, 'py/paid', { order: 'é-1', amount: 2 });
      const [run] = await asked.endedRuns(id);
      assert.equal(run.status, 'Completed', JSON.stringify(run));
      assert.deepEqual(run.output, { word: 'at last', amount: 2, none: null, twice: 40, pair: ['L', 'R'] });
      // What the app prints may come later than what the server says.
      const [counts, expected] = [['one', 'shaky', 'three', 'left', 'right'], [1, 3, 1, 1, 1]];
      await poll(() => counts.map(app.times), (times) => times.every((each, i) => each >= expected[i]));
      assert.deepEqual(counts.map(app.times), expected);
      await poll(() => app.times('done-é-1'), (times) => times === 1);
    });

    test('what cannot be tried again fails at once, and is told', PATIENCE, async () => {
      const [run] = await asked.endedRuns(await send(server, 'py/broken', {}));
      assert.equal(run.status, 'Failed');
      assert.equal(run.output.message, 'no-use');
      await poll(() => app.times('told-no-use'), (times) => times === 1);
      await poll(() => app.times('stop'), (times) => times >= 1);
      assert.equal(app.times('stop'), 1);
    });
  });
}

test('the first function runs as the guide shows it', { ...PATIENCE, skip }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ringback-guide-'));
  context.after(() => rm(folder, { recursive: true }));
  const port = await freePort();
  const [uvicorn, dev] = (await shown('functions.md', 'console', 'uvicorn')).replaceAll('3001', port).trim().split('\n');
  const server = await startServer(MODES.dev, ...dev.split(' ').slice(2));
  context.after(() => server.stop());
  const code = await shown('functions.md', 'python', '# app.py');
  await writeFile(join(folder, 'app.py'), code.replaceAll('http://localhost:8288', server.url));
  const [program, ...args] = uvicorn.split(' ');
  const app = running(join(dirname(PYTHON), program), args, { cwd: folder });
  context.after(() => app.stop());
  const asked = api(server);
  await poll(async () => (await asked.get('/api/v1/apps')).data, ([known]) => known?.status === 'synced');

  const [run] = await asked.endedRuns(await send(server, 'user/signed.up', { user: 'ada' }));
  assert.equal(run.status, 'Completed', JSON.stringify(run));
  assert.equal(run.output, 'welcomed ada');
});
