// openai-go, Standard Webhooks' and Svix's libraries for Go, and receivers of net/http, against the packaged server.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { PATIENCE } from '../common/eventually.mjs';
import { GO, missing, results } from '../common/go.mjs';
import { launch, newData } from '../common/launcher.mjs';
import { startModelServer } from '../common/modelserver.mjs';
import { tell } from '../common/tellers.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

describe('Go', { skip: missing(folder) }, () => {
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
    const env = { ...process.env, ...GO, RINGBACK_SERVER: server.url, MODEL_SERVER: models.url };
    const code = await tell(context, 'go', ['test', '-count=1', '-json', './...'], { cwd: folder, env }, results());
    assert.equal(code, 0);
  });
});
