// From a provider's webhook, or a model's answer, to the last step of the function that handles it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PATIENCE, poll } from '../common/eventually.mjs';
import { api } from './api.mjs';
import { listen, newClient } from './apps.mjs';
import { notes } from './notes.mjs';
import { startServer } from './servers.mjs';
import { standard, stripe } from './signing.mjs';

const STRIPE_SECRET = 'whsec_stripe';
const REPLICATE_KEY = Buffer.from('thirty-two bytes of a random key');

/** What an app has beside its functions; the first try to downgrade anybody goes wrong, and the second. */
function shop({ note }) {
  return {
    users: { byCustomer: (customer) => ({ id: `user of ${customer}` }) },
    billing: {
      downgrade: (user) => {
        if (note('downgrade', user) < 3) throw new Error('the billing service is away');
      },
    },
    mail: { paymentFailed: (user) => note('mail', user) },
    results: { save: (result) => note('saved', result) },
  };
}

function functionsOf(sdk, client, { users, billing, mail, results }) {
  const handlePaymentFailed = sdk.define(client, { id: 'handle-payment-failed' },
    { event: 'stripe/invoice.payment_failed' },
    async ({ event, step }) => {
      const invoice = event.data.data.object;
      const user = await step.run('load-user', () => users.byCustomer(invoice.customer));
      await step.run('downgrade-plan', () => billing.downgrade(user.id));
      await step.run('send-notification', () => mail.paymentFailed(user.id));
      return `Downgraded ${user.id}`;
    });

  const handleModelResult = sdk.define(client, { id: 'handle-model-result' },
    [{ event: 'generation.completed' }, { event: 'replicate/succeeded' }],
    async ({ event, step }) => {
      const text = await step.run('read-output', () =>
        event.name === 'replicate/succeeded'
          ? event.data.output.join('')
          : JSON.stringify(event.data));
      await step.run('store-result', () => results.save(text));
    });

  return [handlePaymentFailed, handleModelResult];
}

export function runWebhooks(title, { sdk, mode, options }) {
  describe(title, () => {
    const kept = notes();
    let server;
    let asked;
    let app;

    before(async () => {
      server = await startServer(mode);
      asked = api(server);
      const client = newClient(sdk, server, 'shop', options);
      const functions = functionsOf(sdk, client, shop(kept));
      app = await listen(sdk.serve({ client, functions }));
      await asked.sync(app.url);
    }, PATIENCE);

    after(async () => {
      app?.close();
      await server?.stop();
    });

    async function deliver(source, body, headers) {
      const response = await fetch(source.url,
        { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
      assert.equal(response.status, 200);
    }

    const runsOf = (name) => poll(
      async () => (await asked.get(`/api/v1/runs?function=shop-${name}`)).data,
      (runs) => runs.length > 0 && runs.every((run) => run.status === 'completed'));

    test('a signed webhook of Stripe runs three steps, one of which fails twice, and all is told', PATIENCE, async () => {
      const source = await asked.post('/api/v1/sources', { provider: 'stripe', secrets: [STRIPE_SECRET] });
      const body = JSON.stringify({
        id: 'evt_1', object: 'event', type: 'invoice.payment_failed', data: { object: { id: 'in_1', customer: 'cus_9' } },
      });
      await deliver(source, body, stripe(STRIPE_SECRET, body));
      await deliver(source, body, stripe(STRIPE_SECRET, body)); // as Stripe does when in doubt

      const [found] = await runsOf('handle-payment-failed');
      const run = await asked.get(`/api/v1/runs/${found.id}`);
      assert.equal(run.output, 'Downgraded user of cus_9');
      assert.deepEqual(run.steps.map(({ name, status, attempts }) => [name, status, attempts]), [
        ['load-user', 'completed', 1],
        ['downgrade-plan', 'completed', 3],
        ['send-notification', 'completed', 1],
      ]);
      assert.deepEqual(run.steps[0].output, { id: 'user of cus_9' });
      assert.deepEqual([kept.times('downgrade'), kept.times('mail')], [3, 1]);

      const { data: events } = await asked.get(`/api/v1/events?source=${source.id}`);
      const started = events.filter((event) => event.duplicate_of === undefined || event.duplicate_of === null);
      assert.equal(started.length, 1);
      const event = await asked.get(`/api/v1/events/${started[0].id}`);
      assert.deepEqual(event.functions.map((each) => [each.function, each.run]),
        [['shop-handle-payment-failed', run.id]]);
    });

    test('the answer of a model, and the callback of Replicate, run the function that waits for results', PATIENCE, async () => {
      const source = await asked.post('/api/v1/sources',
        { provider: 'replicate', secrets: [`whsec_${REPLICATE_KEY.toString('base64')}`] });
      const body = JSON.stringify({ id: 'p_1', status: 'succeeded', output: ['from ', 'Replicate'] });
      await deliver(source, body, standard(REPLICATE_KEY, 'msg_1', body));
      await poll(() => kept.noted('saved'), (saved) => saved.includes('from Replicate'));

      await asked.post('/v1/slow/chat/completions',
        { model: 'demo/echo', messages: [{ role: 'user', content: 'Where does the Seine end?' }] });
      await poll(() => kept.noted('saved'), (saved) => saved.some((text) => text.includes('Seine')));
      const runs = await runsOf('handle-model-result');
      assert.equal(runs.length, 2);
    });
  });
}
