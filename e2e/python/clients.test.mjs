// PyPI openai, wriftai, standardwebhooks and svix, of two ages, and FastAPI as a receiver, against the packaged server.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { PATIENCE } from '../common/eventually.mjs';
import { launch, newData } from '../common/launcher.mjs';
import { startModelServer } from '../common/modelserver.mjs';
import { tell } from '../common/tellers.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

for (const age of ['newest', 'older']) {
  const python = here(`venv/${age}/bin/python`);
  const skip = existsSync(python) ? false : `there is no Python with the libraries of ${age}.txt in venv/${age}`;

  describe(`the ${age} releases`, { skip }, () => {
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

    test('their calls', { timeout: 4 * PATIENCE.timeout }, async (context) => {
      const env = { ...process.env, RINGBACK_SERVER: server.url, MODEL_SERVER: models.url, PYTHONUNBUFFERED: '1' };
      const code = await tell(context, python, [here('checks.py')], { env }, (line) => JSON.parse(line));
      assert.equal(code, 0);
    });
  });
}
