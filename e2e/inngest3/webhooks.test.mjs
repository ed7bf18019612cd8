// Webhooks of providers and answers of models, handled by functions of npm inngest 3.
import { MODES } from '../functions/servers.mjs';
import { runWebhooks } from '../functions/webhooks.mjs';
import { sdk } from './sdk.mjs';

runWebhooks('dev', { sdk, mode: MODES.dev });
runWebhooks('signed', { sdk, mode: MODES.signed });
