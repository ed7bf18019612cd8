// Signs as providers do.
import { createHmac } from 'node:crypto';

/** The headers that Stripe sends with a webhook. */
export function stripe(secret, body) {
  const seconds = Math.floor(Date.now() / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return { 'stripe-signature': `t=${seconds},v1=${digest}` };
}

/** The headers of Standard Webhooks, as Replicate sends them; the key is what stands behind `whsec_`. */
export function standard(key, id, body) {
  const seconds = Math.floor(Date.now() / 1000);
  const digest = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${digest}` };
}
