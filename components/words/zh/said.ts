import { makeSaid, type Sayings } from '../said.ts'
import { agents } from './said/agents.ts'
import { api } from './said/api.ts'
import { kernel } from './said/kernel.ts'
import { refusals } from './said/refusals.ts'

/** Every sentence of hubs and agents that is known here. */
export const sayings: Sayings = { ...agents, ...kernel, ...api, ...refusals }

export const said = makeSaid(sayings)
