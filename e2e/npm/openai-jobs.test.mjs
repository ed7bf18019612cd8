// OpenAI's own client for JavaScript against the packaged server: what is answered later.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { PATIENCE, poll } from '../common/eventually.mjs';
import { startReceiver } from './receiver.mjs';
import { clientOf, MAJORS, post, startServer } from './server.mjs';

const QUESTION = 'Where does the Seine end?';
const chat = { model: 'demo/echo', messages: [{ role: 'user', content: QUESTION }] };

for (const [name, { default: OpenAI, toFile }] of Object.entries(MAJORS)) {
  describe(name, () => {
    const client = (...of) => clientOf(OpenAI, ...of);

    let server;
    let openai;

    // A model server that never answers, and a server before it: what it is asked for is still under
    // way when it is cancelled, however slow the machine is.
    const silent = createServer(() => {});
    let waiting;
    let patient;

    before(async () => {
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const url = `http://127.0.0.1:${silent.address().port}/v1`;
      [server, waiting] = await Promise.all([startServer(), startServer('--upstream', `silent=${url}`)]);
      openai = client(server);
      patient = client(waiting);
    }, PATIENCE);

    after(async () => {
      await Promise.all([server?.stop(), waiting?.stop()]);
      silent.closeAllConnections();
      silent.close();
    });

    function inBackground(model, through = openai) {
      return through.responses.create({ model, input: QUESTION, background: true });
    }

    function ended(response) {
      return poll(
        () => openai.responses.retrieve(response.id),
        ({ status }) => status !== 'queued' && status !== 'in_progress');
    }

    function upload(lines, through = openai) {
      const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
      return toFile(Buffer.from(text.join('\n')), 'requests.jsonl').then((file) =>
        through.files.create({ file, purpose: 'batch' }));
    }

    function line(number, model = 'demo/echo') {
      const messages = [{ role: 'user', content: `number ${number}` }];
      return {
        custom_id: `req-${number}`, method: 'POST', url: '/v1/chat/completions', body: { model, messages },
      };
    }

    async function batchOf(lines, through = openai) {
      return through.batches.create({
        input_file_id: (await upload(lines, through)).id,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      });
    }

    function batchEnded(batch, through = openai) {
      return poll(
        () => through.batches.retrieve(batch.id),
        ({ status }) => ['completed', 'failed', 'expired', 'cancelled'].includes(status));
    }

    async function results(file) {
      const text = await (await openai.files.content(file)).text();
      return text.trimEnd().split('\n').map((each) => JSON.parse(each));
    }

    /** Receives one type of event in OpenAI's format, until the test is over. */
    async function subscriber(context, type) {
      const receiver = await startReceiver();
      context.after(() => receiver.close());
      const { secret } = await post(server, '/api/v1/endpoints', {
        url: receiver.url, event_types: [type], format: 'openai',
      });
      return { receiver, secret };
    }

    for (const path of ['/v1/slow', '/v1/async']) {
      test(`the base URL ${path} answers with the id of a generation, which is polled`, async () => {
        const job = await client(server, { path }).chat.completions.create({
          ...chat, metadata: { custom_id: 'req-001' },
        });
        assert.match(job.id, /^[\w-]{21}$/);

        const generation = await poll(
          () => openai.get(`/generation/${job.id}`),
          ({ state }) => state === 'Success' || state === 'Failed');

        assert.equal(generation.id, job.id);
        assert.equal(generation.state, 'Success');
        assert.equal(generation.request.metadata.custom_id, 'req-001');
        assert.equal(generation.response.choices[0].message.content, QUESTION);
      });
    }

    test('text completions, responses and embeddings are generations too', async () => {
      const slow = client(server, { path: '/v1/slow' });
      const jobs = [
        await slow.completions.create({ model: 'demo/echo', prompt: QUESTION }),
        await slow.responses.create({ model: 'demo/echo', input: QUESTION }),
        await slow.embeddings.create({ model: 'demo/embed', input: QUESTION }),
      ];

      const [completion, response, embedding] = await Promise.all(jobs.map(({ id }) => poll(
        () => openai.get(`/generation/${id}`),
        ({ state }) => state === 'Success' || state === 'Failed')));

      assert.equal(completion.response.choices[0].text, QUESTION);
      assert.equal(response.response.output[0].content[0].text, QUESTION);
      assert.equal(embedding.response.data.length, 1);
    });

    test('an unknown webhook is a BadRequestError that names the field', async () => {
      const request = { ...chat, metadata: { webhook_id: 'nobodyHas' } };

      await assert.rejects(
        client(server, { path: '/v1/slow' }).chat.completions.create(request), (error) => {
          assert.ok(error instanceof OpenAI.BadRequestError);
          assert.equal(error.param, 'metadata.webhook_id');
          return true;
        });
    });

    test('an unknown generation is a NotFoundError', async () => {
      await assert.rejects(openai.get('/generation/nobodyHas'), OpenAI.NotFoundError);
    });

    test('a background response is polled until it is completed', async () => {
      const begun = await inBackground('demo/echo');
      assert.match(begun.id, /^resp_/);
      assert.equal(begun.status, 'queued');

      const response = await ended(begun);

      assert.equal(response.id, begun.id);
      assert.equal(response.status, 'completed');
      assert.equal(response.output_text, QUESTION);
    });

    test('a background response is cancelled, and cancelled again', async () => {
      const begun = await inBackground('any', patient);

      const cancelled = await patient.responses.cancel(begun.id);

      assert.equal(cancelled.id, begun.id);
      assert.equal(cancelled.status, 'cancelled');
      assert.equal((await patient.responses.cancel(begun.id)).status, 'cancelled');
      assert.equal((await patient.responses.retrieve(begun.id)).status, 'cancelled');
    });

    function streamed(model) {
      return openai.responses.create({ model, input: QUESTION, background: true, stream: true });
    }

    function saidBy(events) {
      return events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');
    }

    test('a background response is followed to its end', async () => {
      const events = [];
      for await (const event of await streamed('demo/echo')) events.push(event);

      assert.deepEqual(
        events.slice(0, 3).map(({ type }) => type),
        ['response.created', 'response.queued', 'response.in_progress']);
      assert.deepEqual(events.map((event) => event.sequence_number), events.map((_, index) => index));
      assert.equal(saidBy(events), QUESTION);
      const last = events.at(-1);
      assert.equal(last.type, 'response.completed');
      const { output_text, ...whole } = await openai.responses.retrieve(last.response.id);
      assert.equal(output_text, QUESTION);
      assert.deepEqual(last.response, whole);
    });

    for (const [when, upTo] of [['queued', 1], ['half told', 6]]) {
      test(`a background response that was dropped when it was ${when} is taken up again`, async () => {
        const begun = [];
        for await (const event of await streamed('demo/slow')) {
          begun.push(event);
          if (event.sequence_number === upTo) break;
        }
        const { id } = begun[0].response;

        const rest = [];
        const resumed = await openai.responses.retrieve(id, { stream: true, starting_after: upTo });
        for await (const event of resumed) rest.push(event);

        assert.equal(rest[0].sequence_number, upTo + 1);
        assert.equal(saidBy(begun.concat(rest)), QUESTION);
        assert.equal(rest.at(-1).type, 'response.completed');
      });
    }

    test('the stream helper replays a response that has ended', async () => {
      const begun = await inBackground('demo/echo');
      await ended(begun);
      const events = [];

      const stream = openai.responses.stream({ response_id: begun.id, starting_after: 2 });
      stream.on('event', (event) => events.push(event));
      const response = await stream.finalResponse();

      assert.equal(response.output_text, QUESTION);
      assert.equal(saidBy(events), QUESTION);
    });

    test('a background response goes on from another, and lists what it was asked', async () => {
      const first = await ended(await inBackground('demo/echo'));
      const begun = await openai.responses.create({
        model: 'demo/echo', input: 'And the Loire?', background: true, previous_response_id: first.id,
      });

      const second = await ended(begun);

      assert.equal(second.previous_response_id, first.id);
      assert.equal(second.output_text, 'And the Loire?');
      const items = [];
      for await (const item of openai.responses.inputItems.list(begun.id, { limit: 2, order: 'asc' })) {
        items.push([item.role, item.content[0].text]);
      }
      assert.deepEqual(
        items, [['user', QUESTION], ['assistant', QUESTION], ['user', 'And the Loire?']]);
    });

    test('a background response is deleted, while it runs and when it has ended', async () => {
      for (const response of [await ended(await inBackground('demo/echo')), await inBackground('demo/slow')]) {
        await openai.responses.delete(response.id);

        await assert.rejects(openai.responses.retrieve(response.id), OpenAI.NotFoundError);
        await assert.rejects(openai.responses.delete(response.id), OpenAI.NotFoundError);
      }
    });

    test('a background response that fails says why', async () => {
      const response = await ended(await inBackground('demo/embed'));

      assert.equal(response.status, 'failed');
      assert.equal(response.error.code, 'server_error');
      assert.match(response.error.message, /demo\/embed makes embeddings/);
    });

    test('a file is uploaded, found, read and deleted', async () => {
      const file = await upload([line(1), 'Ĉu ne? 🛰']);
      assert.match(file.id, /^file-/);
      assert.equal(file.filename, 'requests.jsonl');

      const ids = [];
      for await (const each of openai.files.list({ purpose: 'batch', limit: 1 })) ids.push(each.id);
      assert.ok(ids.includes(file.id));
      assert.deepEqual(await openai.files.retrieve(file.id), file);
      const content = await (await openai.files.content(file.id)).text();
      assert.equal(content, `${JSON.stringify(line(1))}\nĈu ne? 🛰`);
      assert.equal(file.bytes, Buffer.byteLength(content));

      assert.equal((await openai.files.delete(file.id)).deleted, true);
      await assert.rejects(openai.files.retrieve(file.id), OpenAI.NotFoundError);
    });

    test('a batch is retrieved until it is completed, and its files are read', async () => {
      const begun = await batchOf([line(1), 'no JSON', line(3), line(4, 'demo/none')]);
      assert.match(begun.id, /^batch_/);
      assert.equal(begun.status, 'validating');

      const batch = await batchEnded(begun);

      assert.equal(batch.status, 'completed');
      assert.deepEqual(batch.request_counts, { total: 4, completed: 2, failed: 2 });
      const answers = (await results(batch.output_file_id)).map(({ custom_id, response }) =>
        [custom_id, response.status_code, response.body.choices[0].message.content]);
      assert.deepEqual(answers.sort(), [['req-1', 200, 'number 1'], ['req-3', 200, 'number 3']]);
      const errors = await results(batch.error_file_id);
      assert.deepEqual(
        errors.map(({ custom_id, response }) =>
          [custom_id, response && [response.status_code, response.body.error.code]]).sort(),
        [[null, null], ['req-4', [404, 'model_not_found']]]);
      assert.equal(errors.find((each) => each.custom_id === null).error.line, 2);
    });

    test('batches are listed page by page, the newest first', async () => {
      const made = [(await batchOf([line(1)])).id, (await batchOf([line(2)])).id];

      const listed = [];
      for await (const { id } of openai.batches.list({ limit: 1 })) listed.push(id);

      assert.deepEqual(listed.slice(0, 2), made.reverse());
    });

    test('a batch is cancelled', async () => {
      const begun = await batchOf(Array.from({ length: 20 }, (_, n) => line(n, 'any')), patient);

      const cancelling = await patient.batches.cancel(begun.id);
      assert.match(cancelling.status, /^cancell(ing|ed)$/);

      assert.equal((await batchEnded(begun, patient)).status, 'cancelled');
    });

    test('a completed response is unwrapped and fetched', async (context) => {
      const { receiver, secret } = await subscriber(context, 'response.completed');
      const begun = await inBackground('demo/echo');

      const { body, headers } = await receiver.next();
      const event = await openai.webhooks.unwrap(body, headers, secret);

      assert.equal(event.object, 'event');
      assert.equal(event.type, 'response.completed');
      assert.equal(event.data.id, begun.id);
      assert.equal((await openai.responses.retrieve(event.data.id)).output_text, QUESTION);
    });

    test('a completed batch is unwrapped and fetched', async (context) => {
      const { receiver, secret } = await subscriber(context, 'batch.completed');
      const begun = await batchOf([line(1)]);

      const { body, headers } = await receiver.next();
      const event = await openai.webhooks.unwrap(body, headers, secret);

      assert.equal(event.type, 'batch.completed');
      assert.equal(event.data.id, begun.id);
      assert.equal((await openai.batches.retrieve(event.data.id)).status, 'completed');
    });

    test('a tampered event and a foreign secret are refused', async (context) => {
      const { receiver, secret } = await subscriber(context, 'response.completed');
      const { id } = await inBackground('demo/echo');
      const { body, headers } = await receiver.next();
      const foreign = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

      const tampered = body.replace(id, 'resp_another');
      assert.notEqual(tampered, body);
      for (const [text, key] of [[tampered, secret], [body, foreign]]) {
        await assert.rejects(
          openai.webhooks.unwrap(text, headers, key), OpenAI.InvalidWebhookSignatureError);
      }
    });
  });
}
