import { formatSubnet, gatewayOf } from '../../../rules/addresses.ts'
import type { Subnet } from '../../driver.ts'
import { mustRun, runCommand } from '../../run-command.ts'
import type { NetworkNames } from './names.ts'

/** How instances reach what the machine reaches. */
export type WayOut = 'nftables' | 'iptables' | 'none'

/**
 * Lets instances out under the machine's address, keeps others out of their network, and keeps the control plane's
 * address among them from being reached by anybody else. Everything made here bears the control plane's own name.
 */
export async function openWayOut(names: NetworkNames, subnet: Subnet): Promise<WayOut> {
  await closeWayOut(names)
  const wayOut = (await withNftables(names, subnet))
    ? 'nftables'
    : (await withIptables(names, subnet))
      ? 'iptables'
      : 'none'
  // A firewall that is already there (Docker's, ufw's) drops what it does not know, whatever our own table says.
  await passFirewall(names)
  return wayOut
}

/** Takes everything back. Not an error when nothing is there. */
export async function closeWayOut(names: NetworkNames): Promise<void> {
  await attempt('nft', ['delete', 'table', 'ip', names.filter])
  for (const [table, chain] of [
    ['nat', 'POSTROUTING'],
    ['filter', 'FORWARD'],
    ['filter', 'INPUT'],
  ] as const) {
    const { status, stdout } = await attempt('iptables', ['-w', '-t', table, '-S', chain])
    if (status !== 0) continue
    for (const rule of stdout.split('\n').filter((line) => line.includes(names.filter))) {
      const [, ...rest] = rule.replaceAll('"', '').split(' ')
      await attempt('iptables', ['-w', '-t', table, '-D', ...rest])
    }
  }
}

async function withNftables(names: NetworkNames, subnet: Subnet): Promise<boolean> {
  const { bridge } = names
  const rules = `table ip ${names.filter} {
    chain postrouting {
      type nat hook postrouting priority 100; policy accept;
      ip saddr ${formatSubnet(subnet)} ip daddr != ${formatSubnet(subnet)} oifname != "${bridge}" masquerade
    }
    chain forward {
      type filter hook forward priority -10; policy accept;
      oifname "${bridge}" iifname != "${bridge}" ct state established,related accept
      oifname "${bridge}" iifname != "${bridge}" drop
    }
    chain input {
      type filter hook input priority -10; policy accept;
      ip daddr ${gatewayOf(subnet)} iifname != { "${bridge}", "lo" } drop
    }
  }\n`
  return (await attempt('nft', ['-f', '-'], rules)).status === 0
}

async function withIptables(names: NetworkNames, subnet: Subnet): Promise<boolean> {
  const net = formatSubnet(subnet)
  const mark = ['-m', 'comment', '--comment', names.filter]
  const out = ['-s', net, '!', '-d', net, '!', '-o', names.bridge, ...mark, '-j', 'MASQUERADE']
  if ((await attempt('iptables', ['-w', '-t', 'nat', '-A', 'POSTROUTING', ...out])).status !== 0) return false
  const foreign = ['-d', gatewayOf(subnet), '!', '-i', names.bridge, ...mark, '-j', 'DROP']
  await attempt('iptables', ['-w', '-I', 'INPUT', ...foreign])
  await attempt('iptables', ['-w', '-I', 'INPUT', '-d', gatewayOf(subnet), '-i', 'lo', ...mark, '-j', 'ACCEPT'])
  return true
}

async function passFirewall(names: NetworkNames): Promise<void> {
  const { status, stdout } = await attempt('iptables', ['-w', '-S'])
  if (status !== 0) return
  const others = stdout.split('\n').filter((rule) => !rule.includes(names.filter))
  const drops = (chain: string) =>
    others.some((rule) => new RegExp(`^-P ${chain} DROP|^-A ${chain} .*-j (DROP|REJECT)`).test(rule))
  const mark = ['-m', 'comment', '--comment', names.filter]
  if (drops('FORWARD')) {
    const answers = ['-o', names.bridge, '-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', ...mark]
    await mustRun('iptables', ['-w', '-I', 'FORWARD', ...answers, '-j', 'ACCEPT'])
    await mustRun('iptables', ['-w', '-I', 'FORWARD', '-i', names.bridge, ...mark, '-j', 'ACCEPT'])
  }
  if (drops('INPUT')) await mustRun('iptables', ['-w', '-I', 'INPUT', '-i', names.bridge, ...mark, '-j', 'ACCEPT'])
}

/** A tool that is not installed has failed like any other. */
async function attempt(file: string, args: string[], input?: string) {
  return runCommand(file, args, { input }).catch(() => ({ status: 127, stdout: '', stderr: `${file} is missing` }))
}
