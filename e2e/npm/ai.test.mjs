// Vercel's AI SDK, by its provider for OpenAI and by that for whatever speaks as OpenAI does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { PATIENCE } from '../common/eventually.mjs';
import { startModelServer } from '../common/modelserver.mjs';
import { KEY, startServer } from './server.mjs';

const QUESTION = 'Where does the Seine end?';
const Place = z.object({ city: z.string(), river: z.string() });

let models;
let server;

before(async () => {
  models = await startModelServer();
  server = await startServer('--upstream', `vllm=${models.url}/v1`);
}, PATIENCE);

after(async () => {
  await server?.stop();
  models?.close();
});

// The server is there only when the tests begin.
const PROVIDERS = {
  'chat completions of the provider for OpenAI': () => {
    const openai = createOpenAI({ baseURL: `${server.url}/v1`, apiKey: KEY });
    return { model: (id) => openai.chat(id), embedding: (id) => openai.embedding(id) };
  },
  'responses of the provider for OpenAI': () => {
    const openai = createOpenAI({ baseURL: `${server.url}/v1`, apiKey: KEY });
    return { model: (id) => openai.responses(id), embedding: (id) => openai.embedding(id) };
  },
  'the provider for all that speak so': () => {
    const like = createOpenAICompatible({
      name: 'ringback', baseURL: `${server.url}/v1`, apiKey: KEY, supportsStructuredOutputs: true,
    });
    return { model: (id) => like(id), embedding: (id) => like.textEmbeddingModel(id) };
  },
};

for (const [name, provider] of Object.entries(PROVIDERS)) {
  describe(name, () => {
    const asking = (id = 'echo') => ({ model: provider().model(id), prompt: QUESTION, maxRetries: 0 });

    test('a text comes back', async () => {
      const { text, usage } = await generateText(asking());
      assert.equal(text, QUESTION);
      assert.equal(usage.totalTokens, 12);
    });

    test('a text is streamed', async () => {
      const { textStream } = streamText(asking());
      const pieces = [];
      for await (const piece of textStream) pieces.push(piece);
      assert.ok(pieces.length > 3, pieces);
      assert.equal(pieces.join(''), QUESTION);
    });

    test('an object has its schema', async () => {
      const { output } = await generateText({ ...asking(), output: Output.object({ schema: Place }) });
      assert.deepEqual(output, { city: 'Paris', river: 'Seine' });
    });

    test('tools are called, also in a stream', async () => {
      const tools = { weather: tool({ description: 'the weather', inputSchema: z.object({ city: z.string() }) }) };
      const { toolCalls: [call] } = await generateText({ ...asking(), tools, stopWhen: stepCountIs(1) });
      assert.deepEqual(call.input, { city: 'Paris' });
      const [streamed] = await streamText({ ...asking(), tools, stopWhen: stepCountIs(1) }).toolCalls;
      assert.deepEqual(streamed.input, { city: 'Paris' });
    });

    test('texts are embedded', async () => {
      const { embeddings } = await embedMany({ model: provider().embedding('embed'), values: ['the Seine', 'the Rhine'] });
      assert.deepEqual(embeddings.map((each) => each.length), [4, 4]);
    });

    for (const [model, status, retried] of [
      ['error-400', 400, false], ['error-429', 429, true], ['vllm-400', 400, false], ['fastapi-422', 422, false],
    ]) {
      test(`the failure ${model} is one of its errors`, async () => {
        await assert.rejects(generateText(asking(model)), (error) => {
          assert.ok(APICallError.isInstance(error), error);
          assert.equal(error.statusCode, status);
          assert.equal(error.isRetryable, retried);
          assert.match(error.message, new RegExp(`told ${status}`));
          return true;
        });
      });
    }
  });
}
