/** What pages about one thing look at, from the parameters of their address. */
import type { Address } from '#components/url/address.ts'
import { makeNodeName, makeServiceId } from '#model/ids.ts'
import type { Scope } from '#model/scope.ts'
import { serviceThing } from '#model/thing.ts'

export const serviceScope = ({ namespace = '', name = '' }: Address['params']): Scope => ({
  is: 'thing',
  thing: serviceThing(makeServiceId(namespace, name)),
})

export const nodeScope = ({ name = '' }: Address['params']): Scope => ({ is: 'node', node: makeNodeName(name) })
