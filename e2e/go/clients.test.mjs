// openai-go, Standard Webhooks' and Svix's libraries for Go, and receivers of net/http, against the packaged server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { PATIENCE } from '../common/eventually.mjs';
import { launch, newData } from '../common/launcher.mjs';
import { startModelServer } from '../common/modelserver.mjs';
import { tell } from '../common/tellers.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const [, ...needed] = /^go (\d+)\.(\d+)/m.exec(readFileSync(`${folder}/go.mod`, 'utf8')).map(Number);

/** Why there is no Go that is new enough; false when there is. */
function missing() {
  const told = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } });
  const [, ...found] = (/go(\d+)\.(\d+)/.exec(told.stdout ?? '') ?? []).map(Number);
  const suits = found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1]);
  return suits ? false : `there is no Go ${needed.join('.')} or newer, which openai-go asks for`;
}

/** A result of `go test -json`: what a test printed comes before what it came to. */
function results() {
  const printed = new Map();
  return (line) => {
    const { Action: action, Test: name, Output: output } = JSON.parse(line);
    // A line without a test is about all of them, such as what the compiler says.
    if (action === 'output') printed.set(name, (printed.get(name) ?? '') + output);
    if (name && ['pass', 'fail', 'skip'].includes(action)) {
      return { name, failure: action === 'fail' ? printed.get(name) : null };
    }
    if (!name && action === 'fail') return { name: 'go test', failure: printed.get(name) };
    return null;
  };
}

describe('Go', { skip: missing() }, () => {
  let models;
  let data;
  let server;

  before(async () => {
    models = await startModelServer();
    data = await newData();
    server = await launch(['dev', '--port', '0', '--data', data.path, '--upstream', `vllm=${models.url}/v1`]);
  }, PATIENCE);

  after(async () => {
    await server?.stop();
    await data?.remove();
    models?.close();
  });

  test('its calls', { timeout: 4 * PATIENCE.timeout }, async (context) => {
    const env = {
      ...process.env, RINGBACK_SERVER: server.url, MODEL_SERVER: models.url, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly',
    };
    const code = await tell(context, 'go', ['test', '-count=1', '-json', './...'], { cwd: folder, env }, results());
    assert.equal(code, 0);
  });
});
