// Every flow.
import { again } from './again.mjs';
import { crowds } from './crowds.mjs';
import { deferring } from './deferring.mjs';
import { endpoints } from './endpoints.mjs';
import { errors } from './errors.mjs';
import { graphql } from './graphql.mjs';
import { limits } from './limits.mjs';
import { realtime } from './realtime.mjs';
import { repeats } from './repeats.mjs';
import { steps } from './steps.mjs';
import { together } from './together.mjs';
import { waiting } from './waiting.mjs';

export const flows = [
  ...steps, ...errors, ...waiting, ...together, ...limits, ...crowds, ...again, ...repeats, ...graphql,
  ...endpoints, ...deferring, ...realtime,
];
