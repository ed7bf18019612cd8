// npm inngest 4, as the flows use it.
import { Inngest, NonRetriableError, RetryAfterError, referenceFunction } from 'inngest';
import { serve } from 'inngest/node';

export const sdk = {
  version: 4,
  Inngest,
  NonRetriableError,
  RetryAfterError,
  referenceFunction,
  serve,
  define: (client, options, trigger, handler) =>
    client.createFunction({ ...options, triggers: trigger }, handler),
};
