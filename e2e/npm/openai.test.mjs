// OpenAI's own client for JavaScript against the packaged server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import OpenAI from 'openai';
import { KEY, startServer } from './server.mjs';

const question = {
  model: 'demo/echo',
  messages: [{ role: 'user', content: 'Where does the Seine end?' }],
};

let server;

before(async () => {
  server = await startServer();
}, { timeout: 60_000 });

after(() => server?.stop());

function client(path = '/v1', apiKey = KEY) {
  return new OpenAI({ baseURL: server.url + path, apiKey, maxRetries: 0 });
}

test('a completion comes back at once', async () => {
  const completion = await client().chat.completions.create(question);

  assert.equal(completion.object, 'chat.completion');
  assert.equal(completion.choices[0].message.content, 'Where does the Seine end?');
});

test('the chunks of a stream make up the completion', async () => {
  const stream = await client().chat.completions.create({ ...question, stream: true });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);

  assert.ok(chunks.length > 3);
  assert.equal(
    chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''),
    'Where does the Seine end?');
  assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
});

test('the slow base URL answers with the id of a generation', async () => {
  const job = await client('/v1/slow').chat.completions.create(question);

  assert.match(job.id, /^[\w-]{10,}$/);
});

test('the models are listed', async () => {
  const ids = [];
  for await (const model of client().models.list()) ids.push(model.id);

  assert.ok(ids.includes('demo/echo'));
});

test('a wrong key is an AuthenticationError', async () => {
  await assert.rejects(
    client('/v1', 'wrong').chat.completions.create(question), OpenAI.AuthenticationError);
});

test('an unknown webhook is a BadRequestError that names the field', async () => {
  const request = { ...question, metadata: { webhook_id: 'nobodyHas' } };

  await assert.rejects(client('/v1/slow').chat.completions.create(request), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, 'metadata.webhook_id');
    return true;
  });
});
