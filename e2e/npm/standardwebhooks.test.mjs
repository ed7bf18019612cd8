// The Standard Webhooks library for JavaScript judges what the packaged server sends.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { PATIENCE } from '../common/eventually.mjs';
import { startReceiver } from './receiver.mjs';
import { post, startServer } from './server.mjs';

let server;

before(async () => {
  server = await startServer();
}, PATIENCE);

after(() => server?.stop());

/** An endpoint with a receiver behind it, until the test is over. */
async function endpoint(context, properties) {
  const receiver = await startReceiver();
  context.after(() => receiver.close());
  const made = await post(server, '/api/v1/endpoints', { url: receiver.url, ...properties });
  return { ...made, receiver };
}

function completion(webhook) {
  return post(server, '/v1/slow/chat/completions', {
    model: 'demo/echo',
    messages: [{ role: 'user', content: 'Where does the Seine end?' }],
    metadata: { webhook_id: webhook.id, custom_id: 'req-001' },
  });
}

test('an event is verified', async (context) => {
  const { secret, receiver } = await endpoint(context, { event_types: ['order.paid'] });
  await post(server, '/api/v1/events', { type: 'order.paid', data: { order: 17 } });

  const { body, headers } = await receiver.next();

  const event = new Webhook(secret).verify(body, headers);
  assert.equal(event.type, 'order.paid');
  assert.deepEqual(event.data, { order: 17 });
});

test('a tampered event is refused', async (context) => {
  const { secret, receiver } = await endpoint(context, { event_types: ['order.refunded'] });
  await post(server, '/api/v1/events', { type: 'order.refunded', data: { order: 17 } });

  const { body, headers } = await receiver.next();
  const tampered = body.replace('17', '18');

  assert.notEqual(tampered, body);
  assert.throws(() => new Webhook(secret).verify(tampered, headers), WebhookVerificationError);
});

test('a completion is verified in the format standard', async (context) => {
  const webhook = await endpoint(context, { event_types: ['none'] });
  const job = await completion(webhook);

  const { body, headers } = await webhook.receiver.next();

  const event = new Webhook(webhook.secret).verify(body, headers);
  assert.equal(event.type, 'generation.completed');
  assert.equal(event.data.id, job.id);
  assert.equal(event.data.state, 'Success');
});

test('a completion is verified in the format inference', async (context) => {
  const webhook = await endpoint(context, { event_types: ['none'], format: 'inference' });
  const job = await completion(webhook);

  const { body, headers } = await webhook.receiver.next();

  const event = new Webhook(webhook.secret).verify(body, headers);
  assert.equal(event.event, 'generation.completed');
  assert.equal(event.webhookId, webhook.id);
  assert.equal(event.data.id, job.id);
  assert.equal(event.data.request.metadata.custom_id, 'req-001');
  assert.equal(
    event.data.response.choices[0].message.content, 'Where does the Seine end?');
  assert.equal(headers['x-inference-event'], 'generation.completed');
  assert.equal(headers['x-inference-webhook-id'], webhook.id);
  assert.equal(headers['x-inference-generation-id'], job.id);
});
