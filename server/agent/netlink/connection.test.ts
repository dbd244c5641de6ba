import { describe, expect, it } from 'vitest'
import {
  decodeInfo,
  encodeFamilyId,
  encodeInfo,
  makeDestsRequest,
  makeInfoRequest,
  makeServicesRequest,
} from '#model/sources/ipvs/netlink.ts'
import { encodeService, type NetlinkService } from '#model/sources/ipvs/netlink-service.ts'
import { encodeMessage, messageFlags, messageTypes } from '#model/sources/ipvs/netlink-wire.ts'
import { encodePayload, u32 } from '#model/sources/ipvs/netlink-write.ts'
import { repliesOf } from '../testing.ts'
import { isQuestion } from './allow.ts'
import { type Channel, errors } from './libc.ts'
import { openNetlink } from './open.ts'

const familyId = 0x1c
const info = encodeInfo({ version: '1.2.1', connectionTableSize: 4096 })
const service: NetlinkService = {
  match: { protocol: 'TCP', address: '10.96.0.1', port: 443 },
  family: 4,
  scheduler: 'rr',
  schedulerFlags: [],
  onePacket: false,
  persistence: null,
  persistenceEngine: null,
  totals: null,
}
const serviceReply = encodeService(service)

/** Datagrams, or an error number for a failing receive. */
type Answer = readonly (Uint8Array | number)[]
interface Sent {
  readonly type: number
  readonly sequence: number
  readonly payload: Uint8Array
}

/** A kernel that answers the two opening questions, and the others by `answer`. */
function scripted(answer: (sent: Sent) => Answer) {
  const state = { sent: [] as Sent[], closed: 0, opened: 0 }
  const open = (): Channel => {
    state.opened++
    let queue: (Uint8Array | number)[] = []
    let errno = 0
    return {
      send(bytes) {
        const view = new DataView(bytes.buffer)
        const sent = { type: view.getUint16(4, true), sequence: view.getUint32(8, true), payload: bytes.slice(16) }
        state.sent.push(sent)
        queue = [...answer(sent)]
        return bytes.length
      },
      receive(into) {
        const next = queue.shift() ?? errors.tryAgain
        if (typeof next === 'number') {
          errno = next
          return -1
        }
        into.set(next.subarray(0, into.length))
        return next.length
      },
      close: () => void state.closed++,
      errno: () => errno,
    }
  }
  return { state, open }
}

const reply = (sent: Sent, payload: Uint8Array, type = familyId, flags = 2) =>
  encodeMessage(type, flags, sent.sequence, payload)
const done = (sent: Sent, error = 0) => encodeMessage(messageTypes.done, 2, sent.sequence, u32(-error))
const refusal = (sent: Sent, error: number) => encodeMessage(messageTypes.error, 0, sent.sequence, u32(-error))
const opening = (sent: Sent): Answer =>
  sent.type === messageTypes.controller
    ? [reply(sent, encodeFamilyId(familyId), messageTypes.controller)]
    : [reply(sent, info)]
const isOpening = (sent: Sent) => sent.type === messageTypes.controller || sent.payload[0] === 15
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

function opened(answer: (sent: Sent) => Answer) {
  const { state, open } = scripted((sent) => (isOpening(sent) ? opening(sent) : answer(sent)))
  const netlink = openNetlink(open)
  if ('why' in netlink) throw new Error(netlink.why)
  return { netlink, state }
}

describe('a dump', () => {
  it('is all replies until the end, over many datagrams or in one', () => {
    const several = opened((sent) => [
      reply(sent, serviceReply),
      joined(reply(sent, serviceReply), reply(sent, serviceReply)),
      done(sent),
    ])
    expect(repliesOf(several.netlink, makeServicesRequest()).map((each) => [...each])).toEqual(
      Array(3).fill([...serviceReply]),
    )
    const one = opened((sent) => [joined(reply(sent, serviceReply), done(sent))])
    expect(repliesOf(one.netlink, makeServicesRequest())).toHaveLength(1)
    const empty = opened((sent) => [done(sent)])
    expect(repliesOf(empty.netlink, makeServicesRequest())).toHaveLength(0)
  })

  it('keeps replies of a megabyte and more apart', () => {
    const numbered = (index: number) => encodePayload(1, [{ type: 1, value: u32(index) }])
    const { netlink } = opened((sent) => [
      ...Array.from({ length: 200 }, (_, index) => reply(sent, joined(numbered(index), new Uint8Array(30_000)))),
      done(sent),
    ])
    const replies = repliesOf(netlink, makeServicesRequest())
    expect(replies.map((each) => each[8])).toEqual(Array.from({ length: 200 }, (_, index) => index))
  })

  it('that the kernel calls interrupted is no answer', () => {
    const { netlink } = opened((sent) => [
      reply(sent, serviceReply, familyId, 2 | messageFlags.dumpInterrupted),
      done(sent),
    ])
    expect(() => repliesOf(netlink, makeServicesRequest())).toThrow('The table changed during a look at it')
  })

  it('passes over replies to earlier questions and waits on through interruptions', () => {
    const { netlink } = opened((sent) => [
      encodeMessage(familyId, 2, sent.sequence - 1, serviceReply),
      errors.interrupted,
      reply(sent, serviceReply),
      done(sent),
    ])
    expect(repliesOf(netlink, makeServicesRequest())).toHaveLength(1)
  })
})

describe('a failure', () => {
  it.each<[string, (sent: Sent) => Answer, string]>([
    ['silence', () => [], 'The kernel did not answer a netlink question within a second.'],
    ['a refusal', (sent) => [refusal(sent, 22)], 'The kernel refused a netlink question (error 22).'],
    ['a refusal at the end', (sent) => [reply(sent, serviceReply), done(sent, 12)], 'error 12'],
    ['an overrun', () => [errors.noBuffers], 'could not be received (error 105)'],
    ['half a message', (sent) => [reply(sent, serviceReply).slice(0, 40)], 'A netlink reply was not whole.'],
    ['an empty datagram', () => [new Uint8Array(0)], 'A netlink reply was not whole.'],
    ['a datagram of impossible size', () => [new Uint8Array(70_000)], 'larger than any the kernel sends'],
  ])('is a sentence, and the next request has a new socket: %s', (_, answer, why) => {
    let fails = true
    const { netlink, state } = opened((sent) => (fails ? answer(sent) : [done(sent)]))
    expect(() => repliesOf(netlink, makeServicesRequest())).toThrow(why)
    expect(state).toMatchObject({ opened: 1, closed: 1 })
    fails = false
    expect(repliesOf(netlink, makeServicesRequest())).toEqual([])
    expect(state).toMatchObject({ opened: 2, closed: 1 })
    netlink.close()
    expect(state.closed).toBe(2)
  })

  it('never ends in an endless loop or another kind of error, whatever comes', () => {
    let seed = 7
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return (seed >>> 8) % below
    }
    for (let round = 0; round < 3000; round++) {
      const { netlink } = opened((sent) => {
        const bytes = joined(reply(sent, serviceReply), done(sent))
        for (let changes = 1 + random(4); changes > 0; changes--) bytes[random(32)] = random(256)
        return [bytes.slice(0, random(8) === 0 ? random(bytes.length) : bytes.length)]
      })
      try {
        repliesOf(netlink, makeServicesRequest())
      } catch (error) {
        expect((error as Error).message).toMatch(/\.$/)
      }
    }
  })
})

describe('opening', () => {
  const why = (answer: (sent: Sent) => Answer): string => {
    const { open, state } = scripted(answer)
    const netlink = openNetlink(open)
    if (!('why' in netlink)) throw new Error('It opened.')
    expect(state.closed).toBe(state.opened)
    return netlink.why
  }
  it('says what is missing: the right, the module, the socket', () => {
    expect(
      why((sent) => (sent.type === messageTypes.controller ? opening(sent) : [refusal(sent, errors.noPermission)])),
    ).toBe(
      'Totals need the NET_ADMIN capability in the initial user namespace: the kernel refuses to answer without it.',
    )
    expect(why((sent) => [refusal(sent, errors.noEntry)])).toBe(
      'The kernel has no generic netlink family IPVS: the ip_vs module is not loaded, or this is an odd build of it.',
    )
    expect(openNetlink(() => ({ why: 'Totals need the koffi package.' }))).toEqual({
      why: 'Totals need the koffi package.',
    })
  })

  it.runIf(process.platform === 'linux')('on this machine gives the family or a sentence', () => {
    const netlink = openNetlink()
    if ('why' in netlink) expect(netlink.why).toMatch(/^[A-Z].*\.$/)
    else {
      expect(decodeInfo(repliesOf(netlink, makeInfoRequest())[0]!).ok).toBe(true)
      netlink.close()
    }
  })
})

describe('the allow-list', () => {
  const message = (type: number, payload: Uint8Array) => encodeMessage(type, 1, 1, payload)

  it('passes the four questions and the one to the controller', () => {
    for (const command of [4, 8, 13, 15])
      expect(isQuestion(message(familyId, Uint8Array.of(command, 1, 0, 0)), familyId)).toBe(true)
    expect(isQuestion(message(messageTypes.controller, Uint8Array.of(3, 1, 0, 0)), null)).toBe(true)
  })

  it('stops every other command, other families, and a second message behind the first', () => {
    for (let command = 0; command < 256; command++) {
      const payload = Uint8Array.of(command, 1, 0, 0)
      expect(isQuestion(message(familyId, payload), familyId)).toBe([4, 8, 13, 15].includes(command))
      expect(isQuestion(message(messageTypes.controller, payload), familyId)).toBe(command === 3)
      expect(isQuestion(message(familyId + 1, payload), familyId)).toBe(false)
      expect(isQuestion(message(familyId, payload), null)).toBe(false)
    }
    const question = message(familyId, Uint8Array.of(4, 1, 0, 0))
    expect(isQuestion(joined(question, message(familyId, Uint8Array.of(17, 1, 0, 0))), familyId)).toBe(false)
    expect(isQuestion(question.slice(0, 16), familyId)).toBe(false)
  })

  it('stands right before the socket: an order is never sent', () => {
    const { netlink, state } = opened((sent) => [done(sent)])
    const order = makeDestsRequest(service.match, 4)
    order[0] = 7
    expect(() => repliesOf(netlink, order)).toThrow('was not sent')
    expect(state.sent.map((sent) => sent.payload[0])).toEqual([3, 15])
  })
})
