// The first function, as the user guide has it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'node:test';
import { PATIENCE, poll } from '../common/eventually.mjs';
import { api } from '../functions/api.mjs';
import { freePort, running, shown } from '../functions/guide.mjs';
import { MODES, startServer } from '../functions/servers.mjs';

const PAGE = 'functions.md';

test('the first function runs as the guide shows it', PATIENCE, async (context) => {
  // Beside the library, which the reader has installed.
  const folder = await mkdtemp(fileURLToPath(new URL('guide-', import.meta.url)));
  context.after(() => rm(folder, { recursive: true }));
  const port = await freePort();
  const start = await shown(PAGE, 'console', './ringback dev --app');
  const [, flag, url] = start.match(/dev (--app) (\S+)/);
  const server = await startServer(MODES.dev, flag, url.replace('3000', port));
  context.after(() => server.stop());
  const here = (text) => text.replaceAll('3000', port).replaceAll('localhost:8288', new URL(server.url).host);

  await writeFile(join(folder, 'app.mjs'), here(await shown(PAGE, 'js', '// app.mjs')));
  const [, variable] = here(await shown(PAGE, 'console', 'node app.mjs')).match(/^(\S+) node app.mjs/);
  const [name, value] = variable.split('=');
  const app = running('node', ['app.mjs'], { cwd: folder, env: { [name]: value } });
  context.after(() => app.stop());
  const asked = api(server);
  await poll(async () => (await asked.get('/api/v1/apps')).data, ([known]) => known?.status === 'synced');

  const type = async (command) => JSON.parse((await promisify(execFile)('bash', ['-c', command])).stdout);
  const answer = await type(here(await shown(PAGE, 'console', '/e/any-key')));
  assert.deepEqual(Object.keys(answer), Object.keys(JSON.parse(await shown(PAGE, 'json', '"ids"'))));
  await asked.endedRuns(answer.ids[0]);
  assert.equal(app.printed(), 'mail to ada\n');

  const [list, one] = here(await shown(PAGE, 'console', '/api/v1/runs?function')).trim().split('\n');
  const runs = await type(list);
  assert.equal(runs.data.length, 1);
  const run = await type(one.replace('RUN_ID', runs.data[0].id));
  assert.equal(run.output, 'welcomed ada');
  assert.deepEqual(run.steps.map((step) => step.name), ['load-user', 'let-them-look-around', 'send-mail']);
});
