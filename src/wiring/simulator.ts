/** The simulator, for the command that serves it. */
export { type Fault, parseFault } from '../simulator/faults.ts';
export { isGroupSpec } from '../simulator/groups.ts';
export { startSimulator } from '../simulator/server.ts';
export { throwAwayApp } from './rehearsal.ts';
