// Libraries of providers sign what is sent to sources: what is theirs is taken in and delivered, what is forged is
// refused and kept with the reason.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Webhooks } from '@octokit/webhooks';
import bolt from '@slack/bolt';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import { PATIENCE } from '../common/eventually.mjs';
import { startReceiver } from './receiver.mjs';
import { get, post, startServer } from './server.mjs';

const KEY = `whsec_${Buffer.from('thirty-two bytes of a random key').toString('base64')}`;
const OTHER_KEY = `whsec_${Buffer.from('another key of thirty-two bytes.').toString('base64')}`;
const HOUR = 3_600_000;

/** How each library signs: `sign` answers with the headers of a body that was signed at a moment. */
const SENDERS = [
  {
    name: 'stripe', provider: 'stripe', secret: 'whsec_stripe', other: 'whsec_other', timed: true,
    body: (id) => JSON.stringify({ id, object: 'event', type: 'invoice.paid', data: { object: { id: 'in_1' } } }),
    type: 'stripe/invoice.paid',
    sign: (secret, id, body, at) => ({
      'stripe-signature': new Stripe('sk_test_1').webhooks.generateTestHeaderString({
        payload: body, secret, timestamp: Math.floor(at / 1000),
      }),
    }),
  },
  {
    name: 'svix', provider: 'svix', secret: KEY, other: OTHER_KEY, timed: true,
    body: () => JSON.stringify({ type: 'user.created', data: { id: 'u_1' } }),
    type: 'svix/user.created',
    sign: (secret, id, body, at) => ({
      'svix-id': id,
      'svix-timestamp': String(Math.floor(at / 1000)),
      'svix-signature': new SvixWebhook(secret).sign(id, new Date(at), body),
    }),
  },
  {
    name: 'standardwebhooks', provider: 'standard-webhooks', secret: KEY, other: OTHER_KEY, timed: true,
    body: () => JSON.stringify({ type: 'user.created', timestamp: '2026-11-30T09:00:00Z', data: { id: 'u_1' } }),
    type: 'standard-webhooks/user.created',
    sign: (secret, id, body, at) => ({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': new StandardWebhook(secret).sign(id, new Date(at), body),
    }),
  },
  {
    name: '@octokit/webhooks', provider: 'github', secret: 'a-long-random-text', other: 'another-text', timed: false,
    body: () => JSON.stringify({ ref: 'refs/heads/main', repository: { full_name: 'octo/hello' } }),
    type: 'github/push',
    sign: async (secret, id, body) => ({
      'x-github-event': 'push',
      'x-github-delivery': id,
      'x-hub-signature-256': await new Webhooks({ secret }).sign(body),
    }),
  },
  {
    // Bolt only verifies: what is signed here as Slack's page says is what its receiver takes, too.
    name: '@slack/bolt', provider: 'slack', secret: '8f742231b10e8888abcd99yyyzzz85a5', other: 'another', timed: true,
    body: (id) => JSON.stringify({ type: 'event_callback', event_id: id, event: { type: 'app_mention', channel: 'C1' } }),
    type: 'slack/app_mention',
    sign: (secret, id, body, at) => {
      const seconds = Math.floor(at / 1000);
      const digest = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
      const headers = { 'x-slack-request-timestamp': seconds, 'x-slack-signature': `v0=${digest}` };
      bolt.verifySlackRequest({ signingSecret: secret, body, headers, nowMilliseconds: at });
      return { ...headers, 'x-slack-request-timestamp': String(seconds) };
    },
  },
];

let server;

before(async () => {
  server = await startServer();
}, PATIENCE);

after(() => server?.stop());

/** Sends as the provider would, and answers with the status. */
async function send(source, body, headers) {
  const response = await fetch(source.url, {
    method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body,
  });
  assert.equal(await response.text(), '');
  return response.status;
}

async function reasons(source) {
  const page = await get(server, `/api/v1/sources/${source.id}/rejected`);
  return page.data.map((each) => each.reason);
}

for (const sender of SENDERS) {
  const { provider, secret, other, body, type, sign, timed } = sender;

  test(`what ${sender.name} signs is taken in, and delivered once as it came`, async (context) => {
    const receiver = await startReceiver();
    context.after(() => receiver.close());
    await post(server, '/api/v1/endpoints', { url: receiver.url, event_types: [type], format: 'raw' });
    const source = await post(server, '/api/v1/sources', { provider, secrets: [secret] });

    const [one, two] = [body('evt_1'), body('evt_2')];
    const headers = await sign(secret, 'evt_1', one, Date.now());
    assert.equal(await send(source, one, headers), 200);
    assert.equal(await send(source, one, headers), 200);
    assert.equal((await receiver.next()).body, one);
    assert.equal(await send(source, two, await sign(secret, 'evt_2', two, Date.now())), 200);
    assert.equal((await receiver.next()).body, two);

    const events = (await get(server, `/api/v1/events?source=${source.id}`)).data;
    assert.deepEqual(events.map((each) => each.type), [type, type, type]);
    assert.deepEqual(events.map((each) => each.idempotency_key), ['evt_2', 'evt_1', 'evt_1']);
    assert.equal(events[1].duplicate_of, events[2].id);
    assert.deepEqual(await reasons(source), []);
  });

  test(`what is not as ${sender.name} signed it is refused, with the reason`, async () => {
    const source = await post(server, '/api/v1/sources', { provider, secrets: [secret] });
    const now = Date.now();
    const text = body('evt_1');

    const forged = await sign(other, 'evt_1', text, now);
    assert.equal(await send(source, text, forged), 401);
    const good = await sign(secret, 'evt_1', text, now);
    assert.equal(await send(source, text.replace('}', ' }'), good), 401);
    assert.equal(await send(source, text, {}), 401);
    assert.deepEqual(await reasons(source), ['signature_missing', 'signature_differs', 'signature_differs']);

    if (timed) {
      assert.equal(await send(source, text, await sign(secret, 'evt_1', text, now - HOUR)), 401);
      assert.equal(await send(source, text, await sign(secret, 'evt_1', text, now + HOUR)), 401);
      assert.deepEqual((await reasons(source)).slice(0, 2), ['from_the_future', 'too_old']);
    }
    assert.deepEqual((await get(server, `/api/v1/events?source=${source.id}`)).data, []);
  });
}
