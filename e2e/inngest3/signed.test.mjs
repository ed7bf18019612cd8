// Every flow with npm inngest 3 against a server as it runs in production, every request signed.
import { runFlows } from '../functions/flows.mjs';
import { flows } from '../functions/flows/all.mjs';
import { MODES } from '../functions/servers.mjs';
import { sdk } from './sdk.mjs';

runFlows('signed', { sdk, mode: MODES.signed, flows });
