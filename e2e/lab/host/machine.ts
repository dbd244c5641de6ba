/** Whether this machine can run the lab. */
import { accessSync, constants, existsSync } from 'node:fs'

const tools = {
  'linux.uml': 'user-mode-linux',
  ipvsadm: 'ipvsadm',
  ipset: 'ipset',
  'iptables-legacy-restore': 'iptables',
  nginx: 'nginx-light',
  ip: 'iproute2',
  modprobe: 'kmod',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  taskset: 'util-linux',
} as const

const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin']

/** Null when it can, else one sentence on why not and what to do. */
export function whyNoLab(): string | null {
  if (process.platform !== 'linux') return `The lab needs Linux; this is ${process.platform}.`
  if (process.getuid?.() !== 0) return 'The lab needs root: start it as root (sudo npm run lab).'
  const missing = Object.entries(tools).filter(([tool]) => !folders.some((folder) => existsSync(`${folder}/${tool}`)))
  if (missing.length > 0) {
    const packages = [...new Set(missing.map(([, name]) => name))].join(' ')
    return `The lab needs ${missing.map(([tool]) => tool).join(', ')}: apt-get install ${packages}`
  }
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK)
  } catch {
    return 'The lab needs /dev/net/tun for the network of its kernels; this machine does not offer it.'
  }
  return null
}
