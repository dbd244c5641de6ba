/** What a person would type on the node to ask the same once. */
import { familyOf } from '#model/address.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import type { Target } from '#model/service-port.ts'
import { textOf } from './scene.ts'

export function byHand(method: ProbeMethod, target: Target, { timeoutMs }: { readonly timeoutMs: number }): string {
  const seconds = timeoutMs / 1000
  const six = familyOf(target.address) === 6 ? ' -6' : ''
  switch (method.is) {
    case 'http':
    case 'https': {
      const host = method.host === '' ? '' : ` -H 'Host: ${method.host}'`
      const secure = method.is === 'https' ? ' -k' : ''
      return `curl -m ${seconds}${secure}${host} -so /dev/null -w '%{http_code} %{time_starttransfer}\\n' ${quoted(`${method.is}://${textOf(target)}${method.path}`)}`
    }
    case 'dns':
      return `dig +tries=1 +time=${Math.ceil(seconds)} -p ${target.port} @${target.address} ${method.name} A`
    case 'udp':
      return `nc${six} -u -w ${Math.ceil(seconds)} ${target.address} ${target.port}`
    case 'tcp':
      return `nc${six} -z -v -w ${Math.ceil(seconds)} ${target.address} ${target.port}`
  }
}

const quoted = (text: string): string => (/^[\w:/.%[\]-]+$/.test(text) ? text : `'${text.replaceAll("'", '%27')}'`)
