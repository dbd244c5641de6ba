/** The same request in the lab of real kernels and in the demo: what tcpdump saw there on both nodes is what is captured here. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodePacket } from '#model/packets/decode.ts'
import type { Packet } from '#model/packets/packet.ts'
import { makePcapReader } from '#model/packets/pcap.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import { captureAll, makeDemoWorld } from './testing.ts'

const client = '100.117.189.64'
const pod = '100.108.11.194'
const devices = ['lo', 'LAN', 'tunl0']
const page: ProbeMethod = { is: 'http', path: '/', host: '', statuses: [] }

/** What is the same whoever asks: no ports, numbers, times. */
function lineOf({ deviceIndex, direction, outer, ip, transport }: Packet): string {
  if (transport.is !== 'tcp') return transport.is
  const { flags, mss, payload } = transport
  const set = Object.entries(flags).flatMap(([name, isSet]) => (isSet ? [name] : []))
  const around = outer ? ` in ${outer.ip.source} > ${outer.ip.destination} ${outer.ip.ttl} ${outer.tunnel.is}` : ''
  const id = ip.id === 0 ? ' id 0' : ''
  const data = payload > 0 ? ' data' : ''
  const size = mss === null ? '' : ` mss ${mss}`
  const device = devices[deviceIndex! - 1] ?? 'cali'
  return `${device} ${direction}: ${ip.source} > ${ip.destination} ${ip.ttl}${id} ${set.sort()}${size}${data}${around}`
}

const perDevice = (packets: readonly Packet[]) =>
  Object.groupBy(packets.map(lineOf), (line) => line.slice(0, line.indexOf(' ')))

test.each(['zmaster0', 'znode2'])('%s: packet by packet, at each device', async (name) => {
  const reader = makePcapReader()
  const file = new URL(`../../../model/packets/fixtures/ipip-${name}.pcap`, import.meta.url)
  const records = reader.push(readFileSync(file))
  const inLab = records.map((record) => decodePacket(record, reader.linkType!)!)

  const { world, forward } = makeDemoWorld('reference')
  const kernel = world.nodes.get('zmaster0')!.simulated.kernel
  const captured = captureAll(world)
  for (let chosen = ''; chosen !== pod; ) {
    captured.clear()
    const asked = kernel.probe({
      address: '10.104.197.218',
      port: 80,
      method: page,
      timeoutMs: 2_000,
      sourcePort: null,
    })
    await forward(200)
    const tried = await asked
    expect(tried).toMatchObject({ outcome: 'answered', status: 200 })
    chosen = (captured.get('zmaster0') ?? []).find(({ ip }) => ip.source === client)?.ip.destination ?? ''
  }
  const mine = (captured.get(name) ?? []).filter(({ ip }) =>
    [ip.source, ip.destination].every((end) => [client, pod].includes(end)),
  )
  expect(inLab.length).toBeGreaterThan(15)
  expect(perDevice(mine)).toEqual(perDevice(inLab))
})
