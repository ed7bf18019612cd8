// The server is killed while functions of npm inngest 4 run.
import { MODES } from '../functions/servers.mjs';
import { runRestarts } from '../functions/restarts.mjs';
import { sdk } from './sdk.mjs';

runRestarts('with checkpointing', { sdk, mode: MODES.signed });
runRestarts('without checkpointing', { sdk, mode: MODES.dev, options: { checkpointing: false } });
