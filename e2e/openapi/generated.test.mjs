// Clients that other people's generators make of the description, unchanged, against the packaged server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { PATIENCE } from '../common/eventually.mjs';
import { GO, missing, results } from '../common/go.mjs';
import { launch, newData } from '../common/launcher.mjs';
import { tell } from '../common/tellers.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const LONG = { timeout: 4 * PATIENCE.timeout };
const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'options'];

// Their bodies are of any type at all, which this generator knows nothing of; no program that it makes asks them:
// providers send webhooks, and SDKs what runs tell those who listen.
const ANY_BODY = ['POST /in/{token}', 'POST /v1/realtime/publish', 'POST /v1/realtime/publish/tee', 'PUT /in/{token}'];

let data;
let server;
let directory;
let description;

before(async () => {
  data = await newData();
  server = await launch(['dev', '--port', '0', '--data', data.path]);
  directory = await mkdtemp(join(tmpdir(), 'openapi-'));
  description = join(directory, 'openapi.json');
  await writeFile(description, await (await fetch(`${server.url}/api/openapi.json`)).text());
}, PATIENCE);

after(async () => {
  await server?.stop();
  await data?.remove();
  await rm(directory, { recursive: true, force: true });
});

function generate(command, args, options) {
  const made = spawnSync(command, args, { encoding: 'utf8', ...options });
  assert.equal(made.status, 0, `${made.error ?? ''}${made.stdout}${made.stderr}`);
  return made.stdout + made.stderr;
}

const python = here('venv/bin/python');
const noPython = existsSync(python) ? false : 'there is no Python with the libraries of python/requirements.txt in venv';

describe('openapi-python-client', { skip: noPython }, () => {
  let said;

  before(() => {
    said = generate(here('venv/bin/openapi-python-client'), [
      'generate', '--path', description, '--output-path', join(directory, 'generated'),
      '--meta', 'none', '--config', here('python/generator.yaml'),
    ], { cwd: directory });
  }, PATIENCE);

  test('it makes something of every operation and every schema', () => {
    const left = [...said.matchAll(/WARNING parsing (\S+ \S+) within .*Endpoint will not be generated/g)].map((each) => each[1]);
    assert.deepEqual(left.sort(), ANY_BODY);
    assert.doesNotMatch(said, /Unable to process schema/);
  });

  test('its calls', LONG, async (context) => {
    const env = { ...process.env, RINGBACK_SERVER: server.url, PYTHONPATH: directory, PYTHONUNBUFFERED: '1' };
    const code = await tell(context, python, [here('python/calls.py')], { env }, (line) => JSON.parse(line));
    assert.equal(code, 0);
  });
});

const go = here('go');

describe('oapi-codegen', { skip: missing(go) }, () => {
  const env = { ...process.env, ...GO };

  before(() => {
    generate('mkdir', ['-p', join(go, 'target/ringback')]);
    generate('go', ['tool', 'oapi-codegen', '-config', 'generator.yaml', description], { cwd: go, env });
  }, LONG);

  test('its calls', LONG, async (context) => {
    const more = { RINGBACK_SERVER: server.url };
    const code = await tell(context, 'go', ['test', '-count=1', '-json', './...'], { cwd: go, env: { ...env, ...more } }, results());
    assert.equal(code, 0);
  });
});

test('every operation has a name of its own', async () => {
  const { paths } = await (await fetch(`${server.url}/api/openapi.json`)).json();
  const names = Object.values(paths).flatMap((path) => METHODS.flatMap((method) => path[method]?.operationId ?? []));
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.length > 150);
});
