// npm inngest 4, as the flows use it.
import { Inngest, NonRetriableError, RetryAfterError, referenceFunction, step } from 'inngest';
import { createDefer, createScorer, metadataMiddleware } from 'inngest/experimental';
import { stream } from 'inngest/experimental/durable-endpoints';
import { fetchWithStream } from 'inngest/experimental/durable-endpoints/client';
import { channel, getSubscriptionToken, staticSchema, subscribe } from 'inngest/realtime';
import { createEndpointServer, endpointAdapter, serve } from 'inngest/node';

export const sdk = {
  version: 4,
  Inngest,
  NonRetriableError,
  RetryAfterError,
  referenceFunction,
  serve,
  step,
  createDefer,
  createScorer,
  options: { middleware: [metadataMiddleware()] },
  createEndpointServer,
  channel,
  getSubscriptionToken,
  staticSchema,
  subscribe,
  stream,
  fetchWithStream,
  endpointAdapter,
  define: (client, options, trigger, handler) =>
    client.createFunction({ ...options, triggers: trigger }, handler),
};
