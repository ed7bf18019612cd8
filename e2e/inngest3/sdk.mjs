// npm inngest 3, as the flows use it.
import { Inngest, NonRetriableError, RetryAfterError, referenceFunction } from 'inngest';
import { serve } from 'inngest/node';

export const sdk = {
  version: 3,
  Inngest,
  NonRetriableError,
  RetryAfterError,
  referenceFunction,
  serve,
  define: (client, options, trigger, handler) => client.createFunction(options, trigger, handler),
};
