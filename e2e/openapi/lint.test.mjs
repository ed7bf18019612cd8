// The description of the API, as the server gives it, before a public linter: all that it recommends, and nothing left out.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { PATIENCE } from '../common/eventually.mjs';
import { launch, newData } from '../common/launcher.mjs';

const REDOCLY = fileURLToPath(new URL('node_modules/.bin/redocly', import.meta.url));

let data;
let server;
let directory;

before(async () => {
  data = await newData();
  server = await launch(['dev', '--port', '0', '--data', data.path]);
  directory = await mkdtemp(join(tmpdir(), 'openapi-'));
}, PATIENCE);

after(async () => {
  await server?.stop();
  await data?.remove();
  await rm(directory, { recursive: true, force: true });
});

test('a linter finds nothing to say about it', PATIENCE, async () => {
  const response = await fetch(`${server.url}/api/openapi.json`);
  assert.equal(response.status, 200);
  const file = join(directory, 'openapi.json');
  const text = await response.text();
  await writeFile(file, text);
  const lint = spawnSync(REDOCLY, ['lint', file, '--extends=recommended', '--format=json', '--max-problems=1000'], {
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  const found = JSON.parse(lint.stdout);
  // It does not look into extensions: what the events of a stream are is in x-events.
  const isInEvents = ({ ruleId, message }) =>
    ruleId === 'no-unused-components' && text.includes(`"#/components/schemas/${message.split('"')[1]}"`);
  const problems = found.problems.filter((each) => !isInEvents(each));
  assert.deepEqual(problems.map((each) => `${each.ruleId}: ${each.message}`), []);
  assert.equal(lint.status, 0, lint.stderr);
});
