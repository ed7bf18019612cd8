// OpenAI's own client for JavaScript against the packaged server: what is answered at once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PATIENCE } from '../common/eventually.mjs';
import { clientOf, MAJORS, post, startServer } from './server.mjs';

const QUESTION = 'Where does the Seine end?';
const question = { model: 'demo/echo', messages: [{ role: 'user', content: QUESTION }] };

for (const [name, { default: OpenAI }] of Object.entries(MAJORS)) {
  describe(name, () => {
    const client = (...of) => clientOf(OpenAI, ...of);

    let server;
    let openai;

    before(async () => {
      server = await startServer();
      openai = client(server);
    }, PATIENCE);

    after(() => server?.stop());

    test('a chat completion comes back at once', async () => {
      const completion = await openai.chat.completions.create(question);

      assert.equal(completion.object, 'chat.completion');
      assert.equal(completion.choices[0].message.content, QUESTION);
      assert.equal(completion.usage.total_tokens, 10);
    });

    test('the chunks of a stream make up the chat completion', async () => {
      const stream = openai.chat.completions.stream(question);
      const pieces = [];
      stream.on('content', (piece) => pieces.push(piece));

      const completion = await stream.finalChatCompletion();

      assert.ok(pieces.length > 3);
      assert.equal(pieces.join(''), QUESTION);
      assert.equal(completion.choices[0].message.content, QUESTION);
      assert.equal(completion.choices[0].finish_reason, 'stop');
    });

    test('a text completion comes back whole and in chunks', async () => {
      const request = { model: 'demo/echo', prompt: 'The Seine ends in' };

      const completion = await openai.completions.create(request);
      const chunks = [];
      for await (const chunk of await openai.completions.create({ ...request, stream: true })) {
        chunks.push(chunk);
      }

      assert.equal(completion.choices[0].text, 'The Seine ends in');
      assert.ok(chunks.length > 3);
      assert.equal(chunks.map((chunk) => chunk.choices[0]?.text ?? '').join(''), 'The Seine ends in');
    });

    test('embeddings are the same in base64, which is the default, and as floats', async () => {
      const request = { model: 'demo/embed', input: ['the Seine', 'the Rhine'], dimensions: 16 };

      const packed = await openai.embeddings.create(request);
      const floats = await openai.embeddings.create({ ...request, encoding_format: 'float' });

      assert.equal(packed.data.length, 2);
      assert.equal(packed.data[1].embedding.length, 16);
      assert.notDeepEqual(packed.data[0].embedding, packed.data[1].embedding);
      for (const [index, { embedding }] of floats.data.entries()) {
        assert.deepEqual([...packed.data[index].embedding], embedding.map(Math.fround));
      }
    });

    test('a response comes back at once', async () => {
      const response = await openai.responses.create({ model: 'demo/echo', input: QUESTION });

      assert.equal(response.status, 'completed');
      assert.equal(response.output_text, QUESTION);
    });

    test('the events of a stream make up the response', async () => {
      const stream = openai.responses.stream({ model: 'demo/echo', input: QUESTION });
      const deltas = [];
      stream.on('response.output_text.delta', (event) => deltas.push(event.delta));

      const response = await stream.finalResponse();

      assert.ok(deltas.length > 3);
      assert.equal(deltas.join(''), QUESTION);
      assert.equal(response.output_text, QUESTION);
    });

    test('the models are listed, and found though there is a slash in the id', async () => {
      const ids = [];
      for await (const model of openai.models.list()) ids.push(model.id);

      assert.ok(ids.includes('demo/echo'));
      assert.equal((await openai.models.retrieve('demo/echo')).id, 'demo/echo');
      await assert.rejects(openai.models.retrieve('demo/none'), OpenAI.NotFoundError);
    });

    test('a missing field is a BadRequestError that names it', async () => {
      await assert.rejects(openai.chat.completions.create({ model: 'demo/echo' }), (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.equal(error.type, 'invalid_request_error');
        assert.equal(error.param, 'messages');
        return true;
      });
    });

    test('a wrong key is an AuthenticationError', async () => {
      await assert.rejects(
        client(server, { apiKey: 'wrong' }).chat.completions.create(question),
        OpenAI.AuthenticationError);
    });

    test('an unknown model is a NotFoundError', async () => {
      await assert.rejects(
        openai.chat.completions.create({ ...question, model: 'demo/none' }), (error) => {
          assert.ok(error instanceof OpenAI.NotFoundError);
          assert.equal(error.code, 'model_not_found');
          assert.equal(error.param, 'model');
          return true;
        });
    });

    test('a key that asked too often meets a RateLimitError', async () => {
      const { key } = await post(server, '/api/v1/keys', { scopes: ['write'], rate_limit: 1 });
      const limited = client(server, { apiKey: key });
      await limited.chat.completions.create(question);

      await assert.rejects(limited.chat.completions.create(question), (error) => {
        assert.ok(error instanceof OpenAI.RateLimitError);
        assert.equal(error.code, 'rate_limit_exceeded');
        assert.ok(Number(error.headers.get('retry-after')) > 0);
        assert.equal(error.headers.get('x-ratelimit-limit-requests'), '1');
        assert.equal(error.headers.get('x-ratelimit-remaining-requests'), '0');
        return true;
      });
    });
  });
}
