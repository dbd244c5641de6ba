import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkReferenceCase } from './check.ts'
import { deviceName } from './device-name.ts'
import { until } from './lab.ts'
import { describeLab, patienceMs, settles } from './lab-tests.ts'
import { podsOfWeb, web } from './reference-case.ts'
import type { StartedLab } from './start.ts'

const rule = (lab: StartedLab, node: string) =>
  lab.exec(node, ['ipvsadm', '-Ln', '-t', `${web.clusterIp}:${web.port}`]).then(({ out }) => out)

describeLab('the reference case on real kernels', { hubPort: null, syncPeriodMs: 5_000 }, (lab) => {
  test('points 1 to 3: the objects, one rule on six nodes, HTTP 200 from each', async () => {
    const wrong = (await checkReferenceCase(lab())).filter((finding) => finding.wrong !== null)
    expect(wrong).toEqual([])
  })

  test('a real server deleted behind its back comes back when kube-proxy syncs, not before', async () => {
    // The next sync is a period away, unless this takes as long.
    const deleted = await settles(async () => {
      const each = await lab().drift('znode3')
      expect(await rule(lab(), 'znode3')).not.toContain(`${each} `)
      return each
    })
    expect(await rule(lab(), 'znode2')).toContain(`${deleted} `)
    await until('kube-proxy repaired znode3', patienceMs, async () =>
      (await rule(lab(), 'znode3')).includes(`${deleted} `),
    )
  })

  test('scaled to one Pod: rows with connections drain at weight 0, the others go', async () => {
    await lab().traffic(30)
    await until('traffic was answered', patienceMs, async () => (await lab().trafficCounts()).answered > 60)
    await lab().traffic(0)
    const [last] = await lab().scale(1)
    expect(last).toMatchObject({ node: 'znode2', address: '100.108.11.194' })
    await until('the other rows are at weight 0', patienceMs, async () => {
      const text = await rule(lab(), 'zmaster0')
      return /100\.66\.209\.194:80 +Masq +0 /.test(text) && /100\.74\.135\.1:80 +Masq +0 /.test(text)
    })
    expect(await rule(lab(), 'zmaster0')).toMatch(/100\.108\.11\.194:80 +Masq +1 /)
    expect((await lab().trafficCounts()).failed).toBe(0)
    expect((await lab().ask('zmaster0')).body).toBe(`${last!.name} on znode2\n`)
  })

  test('at the Pod, only the tunnel address of the sender and the Pod are seen, never the ClusterIP', async () => {
    const [pod] = podsOfWeb(1)
    const device = deviceName(pod!.namespace, pod!.name)
    const stop = new AbortController()
    let isListening = false
    let seen = ''
    const capture = lab().exec('znode2', ['tcpdump', '-lnqi', device, 'tcp'], {
      onOut: (chunk) => {
        seen += chunk
      },
      onErr: (chunk) => {
        isListening ||= chunk.includes('listening on')
      },
      signal: stop.signal,
    })
    await until('tcpdump listens', patienceMs, async () => isListening)
    expect((await lab().ask('zmaster0')).status).toBe(200)
    await until('packets were captured', patienceMs, async () => seen.split('\n').length > 8)
    stop.abort()
    await capture.catch(() => undefined)
    const addresses = new Set(seen.match(/\b\d+\.\d+\.\d+\.\d+(?=\.\d+[: ])/g))
    expect([...addresses].sort()).toEqual(['100.108.11.194', '100.117.189.64'])
  })

  test('closing leaves no file and no agent', async () => {
    const { folder, agents } = lab().state
    await lab().close()
    expect(existsSync(folder)).toBe(false)
    for (const url of Object.values(agents)) await expect(fetch(url)).rejects.toThrow()
  })
})
