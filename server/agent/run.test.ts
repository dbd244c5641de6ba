import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { askLoopback, runProgram } from './run.ts'

describe('a program', () => {
  it('tells its output', async () => {
    expect(await runProgram(['printf', '%s', 'a b'])).toEqual({ is: 'ran', text: 'a b' })
  })

  it('sees nothing of this process’s environment, and no shell', async () => {
    process.env['FAIRLEAD_AGENT_TOKEN'] = 'secret'
    const ran = await runProgram(['env'])
    delete process.env['FAIRLEAD_AGENT_TOKEN']
    expect(ran).toEqual({ is: 'ran', text: 'PATH=/usr/sbin:/usr/bin:/sbin:/bin\nLC_ALL=C\n' })
    expect(await runProgram(['printf', '%s', '$(id); echo $HOME'])).toEqual({ is: 'ran', text: '$(id); echo $HOME' })
  })

  it('that fails is repeated with the first line it complained with', async () => {
    const ran = await runProgram(['ls', '/no/such/folder'])
    expect(ran).toEqual({
      is: 'failed',
      why: "“ls /no/such/folder” failed: ls: cannot access '/no/such/folder': No such file or directory.",
    })
  })

  it('that is not installed is missing, which is no failure', async () => {
    expect(await runProgram(['no-such-program', '-j'])).toEqual({
      is: 'missing',
      why: 'no-such-program is not installed here.',
    })
  })

  it('that fails without a word tells its code', async () => {
    expect(await runProgram(['false'])).toEqual({ is: 'failed', why: '“false” failed: it ended with 1.' })
  })

  it('that says too much is ended', async () => {
    expect(await runProgram(['yes'])).toEqual({
      is: 'failed',
      why: '“yes” failed: it said more than 16 MiB.',
    })
  })
})

describe('a question on the loopback', () => {
  let close = () => {}
  afterEach(() => close())
  const listen = (answer: RequestListener) =>
    new Promise<number>((resolve) => {
      const server = createServer(answer).listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
      close = () => {
        server.close()
        server.closeAllConnections()
      }
    })

  it('is answered with text', async () => {
    const port = await listen((request, response) => response.end(`${request.method} ${request.url} ipvs`))
    expect(await askLoopback(port, '/proxyMode')).toEqual({ is: 'ran', text: 'GET /proxyMode ipvs' })
  })

  it('follows nobody elsewhere', async () => {
    const port = await listen((_, response) => response.writeHead(302, { Location: 'http://example.org/' }).end())
    expect(await askLoopback(port, '/')).toEqual({
      is: 'failed',
      why: `http://127.0.0.1:${port}/ answered with status 302.`,
    })
  })

  it('does not take more than a megabyte', async () => {
    const port = await listen((_, response) => response.end('x'.repeat(3 * 1024 * 1024)))
    expect(await askLoopback(port, '/')).toMatchObject({ is: 'failed' })
  })

  it('nobody hears is missing', async () => {
    const port = await listen((_, response) => response.end())
    close()
    expect(await askLoopback(port, '/')).toEqual({ is: 'missing', why: `Nobody listens on 127.0.0.1:${port}.` })
  })
})
