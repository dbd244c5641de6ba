import { beforeAll, describe, expect, test } from 'vitest'
import { deviceName } from '../device-name.ts'
import type { Answer } from '../guest/traffic.ts'
import { impatientMs } from '../lab.ts'
import { patienceMs } from '../lab-tests.ts'
import { offerNames, offers } from '../offers.ts'
import { gateway, nodeNamed, podsOfWeb, web, webUrl } from '../reference-case.ts'
import type { StartedLab } from '../start.ts'
import { type SeenPacket, watchDuring } from '../watch.ts'

const far = nodeNamed('zmaster0')
const near = nodeNamed('znode2')
const clients = offers.clients.pods

export function testOffers(lab: () => StartedLab): void {
  describe('every kind of way to a Service', () => {
    beforeAll(async () => {
      await lab().scale(1)
      for (const name of offerNames) await lab().offer(name)
    }, 3 * patienceMs)

    const watched = async (ask: () => Promise<Answer>, ...ports: number[]) => {
      let answer: Answer = { status: 0, body: '', problem: 'not asked' }
      const packets = await watchDuring(lab(), [far.name, near.name], ports, async () => {
        answer = await ask()
      })
      return { answer, packets }
    }
    /** Source addresses of requests at the Pods' devices of a node. */
    const clientsAt = (packets: readonly SeenPacket[], node: string): string[] => [
      ...new Set(
        packets
          .filter((each) => each.node === node && each.way === 'request' && each.device.startsWith('cali'))
          .map(({ client }) => client!.replace(/\.\d+$/, '')),
      ),
    ]

    test('offering again changes nothing', async () => {
      const pods = await lab().offer('local')
      expect(pods).toEqual(offers.local.pods)
    })

    test('UDP: a name is resolved by the Pod, for a client the node gave its own address', async () => {
      const { clusterIp } = offers.udp.service
      const program = `const r = new (require('dns').promises.Resolver)(); r.setServers(['${clusterIp}']); r.resolve4('a.b').then(console.log)`
      const packets = await watchDuring(lab(), [near.name], [53], async () => {
        const { out } = await lab().exec(far.name, ['/run/lab/node', '-e', program])
        expect(out).toBe(`[ '${web.clusterIp}' ]\n`)
      })
      expect(clientsAt(packets, near.name)).toEqual([far.tunnelAddress])
    })

    test('IPv6: from a node with the node’s address, from a Pod with its own', async () => {
      const url = `http://[${offers.ipv6.service.clusterIp}]/`
      const fromNode = await watched(() => lab().ask(far.name, url), 80)
      expect(fromNode.answer).toMatchObject({ status: 200, body: 'web6-znode2 on znode2\n' })
      expect(clientsAt(fromNode.packets, near.name)).toEqual(['fd00:138::50'])
      const fromPod = await watched(() => lab().podAsk(clients[0]!, url), 80)
      expect(fromPod.answer.status).toBe(200)
      expect(clientsAt(fromPod.packets, near.name)).toEqual(['fd00:244::50:16'])
    })

    test.for(clients)(
      'a Pod of $node asks: the ClusterIP is seen at its own device alone, and its address stays',
      async (client) => {
        const { answer, packets } = await watched(() => lab().podAsk(client, webUrl), 80)
        expect(answer.body).toBe(`${podsOfWeb(1)[0]!.name} on znode2\n`)
        const withClusterIp = packets.filter(({ text }) => text.includes(`${web.clusterIp}.80`))
        const device = deviceName(client.namespace, client.name)
        expect(new Set(withClusterIp.map((each) => `${each.node} ${each.device}`))).toEqual(
          new Set([`${client.node} ${device}`]),
        )
        expect(clientsAt(packets, near.name)).toEqual([client.address])
      },
    )

    test('a node port asked from outside: the node that was asked is the client', async () => {
      const { answer, packets } = await watched(() => lab().outsideAsk(`http://${far.address}:30080/`), 80, 30_080)
      expect(answer.body).toBe('web-node-port-znode2 on znode2\n')
      expect(clientsAt(packets, near.name)).toEqual([far.tunnelAddress])
    })

    test('a node port of policy Local: the client keeps its address where a Pod is', async () => {
      const { answer, packets } = await watched(() => lab().outsideAsk(`http://${near.address}:30081/`), 80, 30_081)
      expect(answer.body).toBe('web-local-znode2 on znode2\n')
      expect(clientsAt(packets, near.name)).toEqual([gateway])
    })

    test('and where none is, the answer goes past the node that was asked', async () => {
      const { answer, packets } = await watched(
        () => lab().outsideAsk(`http://${far.address}:30081/`, impatientMs),
        80,
        30_081,
      )
      expect(answer.status).toBe(0)
      const replies = packets.filter(({ way }) => way === 'reply')
      expect(new Set(replies.map(({ node }) => node))).toEqual(new Set([near.name]))
      expect(replies.map(({ device, direction }) => `${device} ${direction}`)).toContain('enp4s4 out')
    })

    test('a large answer', async () => {
      const { status, body } = await lab().ask(far.name, `${webUrl}large`)
      expect([status, body.length]).toEqual([200, 20_000])
    })
  })
}
