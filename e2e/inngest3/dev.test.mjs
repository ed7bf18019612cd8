// Every flow with npm inngest 3 against a server as a developer starts it.
import { runFlows } from '../functions/flows.mjs';
import { flows } from '../functions/flows/all.mjs';
import { MODES } from '../functions/servers.mjs';
import { sdk } from './sdk.mjs';

runFlows('dev', { sdk, mode: MODES.dev, flows });
