import { expect, it } from 'vitest'
import { noClients, readClients } from './clients.ts'

it('are Pods by name and others by address, each once, without nodes', () => {
  const flows = [
    { client: { address: '100.1.1.1', port: 7, pod: 'default/a' } },
    { client: { address: '192.0.2.9', port: 8 } },
    { client: { address: '192.0.2.9', port: 9 } },
    { client: { address: '192.168.138.50', port: 9, node: 'zmaster0' } },
    { client: { address: '10.0.0.1', port: 9, ownProcessOf: 'zmaster0' } },
    { client: { address: '100.1.1.1', port: 10, pod: 'default/a' } },
  ]
  expect(readClients({ flows })).toEqual({ pods: ['default/a'], addresses: ['192.0.2.9'] })
})

it.each([null, 'no', {}, { flows: 1 }, { flows: [null, { client: 7 }, {}] }])('of %j are none', (value) => {
  expect(readClients(value)).toEqual(noClients)
})
