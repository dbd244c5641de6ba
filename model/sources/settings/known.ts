/**
 * The settings of a kernel that decide what happens to Service traffic: where each is read, what a fresh
 * kernel has, and what kube-proxy in IPVS mode sets (Documentation/networking/ipvs-sysctl.rst, nf_conntrack-sysctl.rst; kube-proxy `pkg/proxy/ipvs`). What
 * each means in a sentence is in the words of each language, by name.
 */
export interface KnownSetting {
  readonly name: string
  /** Below /proc/sys, with dots, as sysctl writes it; null for an IPVS timeout, which is none. */
  readonly path: string | null
  readonly group: 'ipvs' | 'conntrack' | 'forwarding' | 'timeouts'
  /** A fresh kernel's value; null where it depends on the machine. */
  readonly kernel: string | null
  /** What kube-proxy sets; null where it leaves it alone. Of conn_reuse_mode it depends on the kernel: `kubeProxySets`. */
  readonly kubeProxy: string | null
  /** More than kube-proxy's value is as good. */
  readonly isLeast?: boolean
  /** Whether another value than kube-proxy's breaks or changes Service traffic, rather than being a choice. */
  readonly matters: boolean
  readonly unit: 'switch' | 'seconds' | 'entries' | 'number' | 'text'
}

type Rest = Partial<Omit<KnownSetting, 'name' | 'path' | 'group' | 'kernel'>>

const ipvs = (name: string, kernel: string | null, rest: Rest = {}): KnownSetting => ({
  name: `vs.${name}`,
  path: `net.ipv4.vs.${name}`,
  group: 'ipvs',
  kernel,
  kubeProxy: null,
  matters: false,
  unit: 'switch',
  ...rest,
})
const conntrack = (name: string, kernel: string | null, rest: Rest = {}): KnownSetting => ({
  name,
  path: `net.netfilter.${name}`,
  group: 'conntrack',
  kernel,
  kubeProxy: null,
  matters: false,
  unit: 'seconds',
  ...rest,
})
const forwarding = (path: string, kernel: string | null, rest: Rest = {}): KnownSetting => ({
  name: path.replace(/^net\./, ''),
  path,
  group: 'forwarding',
  kernel,
  kubeProxy: null,
  matters: false,
  unit: 'switch',
  ...rest,
})
const timeout = (name: string, kernel: string): KnownSetting => ({
  name: `timeout.${name}`,
  path: null,
  group: 'timeouts',
  kernel,
  kubeProxy: null,
  matters: false,
  unit: 'seconds',
})

/** In the order they are shown: what kube-proxy sets first. */
export const knownSettings: readonly KnownSetting[] = [
  ipvs('conntrack', '0', { kubeProxy: '1', matters: true }),
  ipvs('expire_nodest_conn', '0', { kubeProxy: '1', matters: true }),
  ipvs('expire_quiescent_template', '0', { kubeProxy: '1', matters: true }),
  ipvs('conn_reuse_mode', '1', { unit: 'number', matters: true }),
  ipvs('run_estimation', '1'),
  ipvs('drop_entry', '0', { unit: 'number' }),
  ipvs('drop_packet', '0', { unit: 'number' }),
  ipvs('secure_tcp', '0', { unit: 'number' }),
  ipvs('amemthresh', '1024', { unit: 'number' }),
  ipvs('am_droprate', '10', { unit: 'number' }),
  ipvs('sloppy_tcp', '0'),
  ipvs('sloppy_sctp', '0'),
  ipvs('snat_reroute', '1'),
  ipvs('nat_icmp_send', '0'),
  ipvs('pmtu_disc', '1'),
  ipvs('schedule_icmp', '0'),
  ipvs('ignore_tunneled', '0'),
  ipvs('backup_only', '0'),
  ipvs('cache_bypass', '0'),
  ipvs('est_cpulist', null, { unit: 'text' }),
  ipvs('est_nice', '0', { unit: 'number' }),
  ipvs('lblc_expiration', '86400', { unit: 'seconds' }),
  ipvs('lblcr_expiration', '86400', { unit: 'seconds' }),
  ipvs('conn_lfactor', '-4', { unit: 'number' }),
  ipvs('svc_lfactor', '-3', { unit: 'number' }),
  ipvs('sync_threshold', '3\t50', { unit: 'text' }),
  ipvs('sync_refresh_period', '0', { unit: 'seconds' }),
  ipvs('sync_retries', '0', { unit: 'number' }),
  ipvs('sync_ports', '1', { unit: 'number' }),
  ipvs('sync_qlen_max', null, { unit: 'number' }),
  ipvs('sync_sock_size', '0', { unit: 'number' }),
  ipvs('sync_persist_mode', '0'),
  ipvs('sync_version', '1', { unit: 'number' }),
  timeout('tcp', '900'),
  timeout('tcpfin', '120'),
  timeout('udp', '300'),
  conntrack('nf_conntrack_max', null, { unit: 'entries', kubeProxy: '131072', isLeast: true }),
  conntrack('nf_conntrack_buckets', null, { unit: 'entries' }),
  conntrack('nf_conntrack_tcp_timeout_established', '432000', { kubeProxy: '86400' }),
  conntrack('nf_conntrack_tcp_timeout_close_wait', '60', { kubeProxy: '3600' }),
  conntrack('nf_conntrack_udp_timeout', '30'),
  conntrack('nf_conntrack_udp_timeout_stream', '120'),
  conntrack('nf_conntrack_tcp_be_liberal', '0', { unit: 'switch' }),
  conntrack('nf_conntrack_acct', '0', { unit: 'switch' }),
  conntrack('nf_conntrack_timestamp', '0', { unit: 'switch' }),
  forwarding('net.ipv4.ip_forward', '0', { kubeProxy: '1', matters: true }),
  forwarding('net.ipv6.conf.all.forwarding', '0'),
  forwarding('net.ipv4.conf.all.rp_filter', '0', { unit: 'number' }),
  forwarding('net.ipv4.conf.tunl0.rp_filter', null, { unit: 'number' }),
  forwarding('net.ipv4.conf.all.arp_ignore', '0', { unit: 'number' }),
  forwarding('net.ipv4.conf.all.arp_announce', '0', { unit: 'number' }),
  forwarding('net.ipv4.conf.all.route_localnet', '0'),
  forwarding('net.bridge.bridge-nf-call-iptables', '1'),
  forwarding('net.ipv4.ip_local_port_range', '32768\t60999', { unit: 'text' }),
]
