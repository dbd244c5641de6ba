/** The rule of kube-proxy that gives marked traffic a source of the node, as iptables' arguments; the last of its chain. */
export const masqueradeRule = [
  ...['KUBE-POSTROUTING', '-m', 'comment', '--comment', 'kubernetes service traffic requiring SNAT'],
  ...['-j', 'MASQUERADE', '--random-fully'],
] as const
