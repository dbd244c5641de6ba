import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeSaid } from './said.ts'
import { said, sayings } from './zh/said.ts'

const root = join(import.meta.dirname, '../..')

/** All that hubs and agents are made of, without tests. */
const sources = ['server', 'model']
  .flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(root, room, file)),
  )
  .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

/** A template as it stands in a source: its holes are values put in. */
const written = (template: string): RegExp =>
  new RegExp(
    template
      .split(/\{\w+\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('`', '\\\\?`'))
      .join('\\$\\{[^`\\n]*?\\}'),
  )

const holesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

describe('sentences of hubs and agents in Chinese', () => {
  it.each(Object.keys(sayings))('%s is said somewhere', (english) => {
    expect(sources).toMatch(written(english))
  })

  it('keep every value, and have no other', () => {
    for (const [english, chinese] of Object.entries(sayings))
      expect([english, [...new Set(holesOf(chinese))].sort()]).toEqual([english, [...new Set(holesOf(english))].sort()])
  })

  it.each([
    [
      'The agent at http://10.0.0.7:9919 did not answer: connection refused: nothing listens there.',
      'http://10.0.0.7:9919 处的 agent 没有应答：连接被拒绝，那里没有程序监听。',
    ],
    [
      'The agent at http://10.0.0.7:9919 did not answer: no full answer within 2000 ms.',
      'http://10.0.0.7:9919 处的 agent 没有应答：2000 毫秒内没有完整的应答。',
    ],
    ['ipset is not installed here.', '此处未安装 ipset。'],
    [
      '4 walks are running already; cancel one, or wait until it has ended.',
      '已有 4 个追踪在运行：请取消一个，或等它结束。',
    ],
    [
      "Services: the API server forbids reading services (403); grant the hub's account list and watch on services.",
      'Services：API server 不允许读取 services（403），请授予 hub 的账号对 services 的 list 和 watch 权限。',
    ],
    ['There is no node “{node}”.', '没有节点“{node}”。'],
  ])('%s', (english, chinese) => {
    expect(said(english)).toBe(chinese)
  })

  it('are left as they are where nobody knows them', () => {
    for (const text of ['', 'EPERM', 'a kernel says: what it will', '“x” <b>y</b>', 'The agent at'])
      expect(said(text)).toBe(text)
  })

  it('are not looked for in what is longer than any, and quickly in what is made to be slow', () => {
    const long = `ipset is not installed here.${'x'.repeat(2_000)}`
    expect(said(long)).toBe(long)
    const endless = `${'it: '.repeat(150)}no route to it${'.'.repeat(150)}`
    expect(said(endless)).toMatch(/^(it：)+/)
    const repeated = `${'/x cannot be read: '.repeat(50)}.`
    expect(said(repeated)).toMatch(/^无法读取 \/x：/)
  })

  it('are known by those that say the most themselves', () => {
    const short = makeSaid({ '{a}: {why}.': '{a}：{why}。', 'x: {b} y.': 'X {b} Y', 'z {c}': 'Z {c}' })
    expect(short('x: q y.')).toBe('X q Y')
    expect(short('x: z 1.')).toBe('x：Z 1。')
  })
})
