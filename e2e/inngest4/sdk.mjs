// npm inngest 4, as the flows use it.
import { Inngest, NonRetriableError, RetryAfterError, referenceFunction, step } from 'inngest';
import { createDefer, createScorer, metadataMiddleware } from 'inngest/experimental';
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
  endpointAdapter,
  define: (client, options, trigger, handler) =>
    client.createFunction({ ...options, triggers: trigger }, handler),
};
