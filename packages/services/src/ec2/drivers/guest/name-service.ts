/** Addresses that only mean something on the machine itself. */
const isLoopback = (address: string) => /^127\.|^::1$/.test(address)

/** An instance's /etc/hosts: its own names, and what the machine's file says beyond its own. */
export function hostsFile(machine: string, own: { address: string; hostname: string; region: string }): string {
  const kept = machine.split('\n').filter((line) => {
    const address = line.trim().split(/\s+/, 1)[0] ?? ''
    return address !== '' && !address.startsWith('#') && !isLoopback(address) && !/^(fe|ff)[0-9a-f]{2}::/i.test(address)
  })
  const domain = own.region === 'us-east-1' ? 'ec2.internal' : `${own.region}.compute.internal`
  const lines = [
    '127.0.0.1 localhost',
    '::1 localhost ip6-localhost ip6-loopback',
    `${own.address} ${own.hostname}.${domain} ${own.hostname}`,
    ...kept,
  ]
  return `${lines.join('\n')}\n`
}

/**
 * An instance's /etc/resolv.conf. `machine` is the machine's file, `upstream` that of its resolver, if it runs one
 * (systemd-resolved keeps the real servers in a file of its own): a resolver on the machine's loopback cannot be
 * reached from an instance with a network of its own.
 */
export function resolvConf(machine: string, upstream: string | undefined): { text: string; reachable: boolean } {
  for (const text of [machine, upstream ?? '']) {
    const lines = text.split('\n').filter((line) => {
      const [keyword, value = ''] = line.trim().split(/\s+/)
      return keyword === 'nameserver' ? !isLoopback(value) : ['search', 'domain', 'options'].includes(keyword ?? '')
    })
    if (lines.some((line) => line.trim().startsWith('nameserver'))) {
      return { text: `${lines.join('\n')}\n`, reachable: true }
    }
  }
  return { text: machine, reachable: false }
}
