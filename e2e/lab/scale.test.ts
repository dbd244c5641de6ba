import { expect, test } from 'vitest'
import { deviceName } from './device-name.ts'
import { podsOfWeb } from './reference-case.ts'
import { type ScaleTools, scaleWeb } from './scale.ts'

function recorder(names: readonly string[]): { tools: ScaleTools; steps: string[] } {
  const steps: string[] = []
  const tail = (path: string) => path.split('/').slice(-2).join('/')
  return {
    steps,
    tools: {
      podNames: async () => names,
      put: async ({ path, object }) => {
        const { endpoints } = object as { endpoints?: { addresses: string[]; conditions: { ready: boolean } }[] }
        const shown = endpoints?.map((each) => `${each.addresses[0]}${each.conditions.ready ? '' : ' ending'}`)
        steps.push(`put ${tail(path)}${shown ? `: ${shown.join(', ')}` : ''}`)
      },
      remove: async (path) => void steps.push(`remove ${tail(path)}`),
      startPod: async (pod) => void steps.push(`start ${pod.address}`),
      stopPod: async (pod) => void steps.push(`stop ${pod.address}`),
      now: () => new Date(0),
      wait: async (ms) => steps.push(`wait ${ms} ms`),
    },
  }
}

const [first, second, third] = podsOfWeb(3)

test('three Pods are the ones of the reference case, one is znode2’s', () => {
  expect(podsOfWeb(3).map((pod) => `${pod.node} ${pod.address}`)).toEqual([
    'znode2 100.108.11.194',
    'znode1 100.66.209.194',
    'znode3 100.74.135.1',
  ])
  expect(podsOfWeb(9)[8]).toMatchObject({ node: 'znode3', address: '100.74.135.2' })
  expect(new Set(podsOfWeb(30).map((pod) => pod.name)).size).toBe(30)
})

test('up: an endpoint is told of when its Pod answers', async () => {
  const { tools, steps } = recorder([first!.name])
  await scaleWeb(2, tools)
  expect(steps).toEqual([
    `put pods/${second!.name}`,
    'start 100.66.209.194',
    `put pods/${second!.name}`,
    'put endpointslices/web-lab01: 100.108.11.194, 100.66.209.194',
  ])
})

test('down: an endpoint is ending before its Pod ends', async () => {
  const { tools, steps } = recorder([first!.name, third!.name])
  await scaleWeb(1, tools)
  expect(steps).toEqual([
    `put pods/${third!.name}`,
    'put endpointslices/web-lab01: 100.108.11.194, 100.74.135.1 ending',
    'wait 1000 ms',
    'put endpointslices/web-lab01: 100.108.11.194',
    'stop 100.74.135.1',
    `remove pods/${third!.name}`,
  ])
})

test('a count out of bounds is a sentence', async () => {
  await expect(scaleWeb(31, recorder([]).tools)).rejects.toThrow("'web' can have 0 to 30 Pods in the lab, not 31.")
  await expect(scaleWeb(1.5, recorder([]).tools)).rejects.toThrow('not 1.5')
})

test('the device of a Pod has Calico’s name', () => {
  // printf default.web-6b7f675f9b-d9wzf | sha1sum
  expect(deviceName('default', 'web-6b7f675f9b-d9wzf')).toBe('cali0fb9645b100')
})
