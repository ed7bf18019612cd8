// Every flow with npm inngest 4 against a server as a developer starts it.
import { runFlows } from '../functions/flows.mjs';
import { flows } from '../functions/flows/all.mjs';
import { crons } from '../functions/flows/crons.mjs';
import { MODES } from '../functions/servers.mjs';
import { sdk } from './sdk.mjs';

runFlows('dev, with checkpointing', { sdk, mode: MODES.dev, flows: [...flows, ...crons] });
runFlows('dev, without checkpointing', { sdk, mode: MODES.dev, options: { checkpointing: false }, flows });
