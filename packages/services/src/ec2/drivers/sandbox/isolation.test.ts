import { access, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { until } from '@towpath/testkit/until.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../run-command.ts'
import { driverKinds, type TemporaryDriver, temporaryDriver } from '../testing/temporary-driver.ts'
import { portsOf } from './network/ip.ts'
import { networkNames } from './network/names.ts'

const sandbox = driverKinds.filter(({ name }) => name === 'sandbox')

/** What an instance can and cannot do to the machine. */
describe.each(sandbox)('a $name instance', { timeout: 60_000 }, (kind) => {
  async function launched(count = 1, below?: string): Promise<TemporaryDriver> {
    const made = await temporaryDriver(kind, below)
    onTestFinished(() => made[Symbol.asyncDispose]())
    for (let number = 1; number <= count; number++) await made.driver.launch(made.spec(number))
    return made
  }

  const exists = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    )

  test('changes files, users and its name without the machine noticing', async () => {
    const made = await launched()
    const passwd = await readFile('/etc/passwd', 'utf8')

    const { stdout, status } = await made.sh(
      1,
      'echo x >/etc/towpath-test && useradd towpath-test && id -un towpath-test && rm /etc/passwd && hostname other && hostname',
    )

    expect({ stdout, status }).toEqual({ stdout: 'towpath-test\nother\n', status: 0 })
    expect(await exists('/etc/towpath-test')).toBe(false)
    expect(await readFile('/etc/passwd', 'utf8')).toBe(passwd)
    expect(hostname()).not.toBe('other')
  })

  test('does what hooks do as root: mounts a tmpfs, serves port 80, runs as another user', async () => {
    const made = await launched()

    const { stdout } = await made.sh(
      1,
      'mount -t tmpfs none /mnt && touch /mnt/x && umount /mnt && echo mounted; sudo -u nobody id -un; hostname',
    )
    await made.sh(1, 'cd /usr/share && setsid python3 -m http.server 80 >/dev/null 2>&1 &')
    const { privateIp } = made.spec(1)
    const page = await until('a page', async () => (await fetch(`http://${privateIp}/`).catch(() => undefined))?.status)

    expect(stdout).toBe('mounted\nnobody\nip-test-1\n')
    expect(page).toBe(200)
  })

  test('sees neither the data folder nor the processes of the machine, and no environment of the control plane', async () => {
    process.env.TOWPATH_TEST_SECRET = 'not for instances'
    const made = await launched()

    const { stdout } = await made.sh(
      1,
      `cat ${made.deps.dataFolder}/root-key.json 2>/dev/null; [ -e /proc/${process.pid} ] && echo visible; cat /proc/*/environ | tr '\\0' '\\n' | grep TEST_SECRET; echo end`,
    )

    expect(stdout).toBe('end\n')
  })

  test.each([
    ['make a device node', 'mknod /root/disk b 254 0'],
    ['mount the device file system', 'mount -t devtmpfs none /mnt'],
    ['mount a control group file system', 'mount -t cgroup2 none /mnt'],
    ['mount another /proc', 'mount -t proc none /mnt'],
    ['mount another /sys', 'mount -t sysfs none /mnt'],
    ['make /sys writable', 'mount -o remount,rw /sys'],
    ['uncover /proc/sys', 'umount /proc/sys'],
    ['uncover what lies beneath its root', 'umount -l /'],
    ['write kernel settings', 'echo x >/proc/sys/kernel/core_pattern'],
    ['load a module', 'modprobe dummy || insmod /lib/modules/x.ko'],
    ['set the clock', 'date -s "2001-01-01"'],
    ['restart the machine', 'reboot -f'],
    [
      'leave its root',
      'perl -e "mkdir q{/esc}; chroot q{/esc}; chdir q{..} for 1..99; chroot q{.}; exit !-e q{DATA/root-key.json}"',
    ],
  ])('cannot %s', async (_, script) => {
    const made = await launched()

    const { status } = await made.sh(1, script.replace('DATA', made.deps.dataFolder))

    expect(status).not.toBe(0)
  })

  test('cannot bring the data folder back by renaming, deleting or booting again', async () => {
    // Not in /tmp, which instances have a folder of their own for.
    const made = await launched(1, '/var/tmp')
    const { dataFolder } = made.deps

    await made.sh(1, `rm -rf ${dataFolder}; mkdir ${dataFolder}; mv /var/tmp /var/tmp2; mkdir /var/tmp`)
    await made.driver.reboot(made.spec(1))

    const moved = dataFolder.replace('/var/tmp', '/var/tmp2')
    const { stdout } = await made.sh(1, `cat ${dataFolder}/root-key.json ${moved}/root-key.json; ls -d ${moved}`)
    expect(stdout).toBe(`${moved}\n`)
  })

  test('cannot lead the next boot out of its root by putting links in its way', async () => {
    const made = await launched()
    await made.sh(
      1,
      'cd /; for place in mnt srv; do rm -rf $place; ln -s /root $place; done; rm -rf /etc/init.d; ln -s /root /etc/init.d',
    )
    await made.driver.stop(made.spec(1).instanceId)
    const layer = `${made.deps.instancesFolder}/${made.spec(1).instanceId}/layers/root/upper`
    const links = ['run', 'dev', 'proc', 'sys', 'tmp'].map(
      (place) => `rm -rf ${layer}/${place}; ln -s /root ${layer}/${place}`,
    )
    await runCommand('sh', ['-c', links.join('; ')])

    await made.driver.start(made.spec(1))

    const { stdout } = await made.sh(
      1,
      'stat -c %F /run /dev /proc /sys /tmp; ls /proc/1/stat /run/towpath/init; id -u',
    )
    expect(stdout).toBe(`${'directory\n'.repeat(5)}/proc/1/stat\n/run/towpath/init\n0\n`)
    expect(await exists('/root/towpath')).toBe(false)
  })

  test('cannot overwrite the program it is entered with', async () => {
    const made = await launched()
    // Such a script has the kernel run the program that enters once more, among the instance's own files; the pipe
    // makes it wait. Whoever holds its file may write to it as soon as nobody runs it.
    await made.sh(
      1,
      `mkfifo /root/pipe; printf '#!/proc/self/exe --user=/root/pipe\\n' >/bin/evil; chmod 755 /bin/evil
       cat >/root/attack <<'END'
         until grep -l evil /proc/[0-9]*/comm; do sleep 0.1; done
         process=$(dirname "$(grep -l evil /proc/[0-9]*/comm)")
         exec 3<$process/exe
         kill -9 "$(basename "$process")"
         sleep 1
         { (: >>/proc/self/fd/3) && echo written; } >/root/outcome 2>&1
END
       setsid sh /root/attack >/dev/null 2>&1 &`,
    )

    const { file, args, env } = await made.driver.enter(made.spec(1).instanceId, ['/bin/evil'])
    await runCommand(file, args, { env })
    await new Promise((resolve) => setTimeout(resolve, 1_500))

    expect((await made.sh(1, 'cat /root/outcome')).stdout).toContain('Read-only file system')
  })

  test('reaches the machine at the gateway, the other instances, and what lies beyond', async () => {
    const made = await launched(2)
    const { createServer } = await import('node:http')
    const server = createServer((_, res) => res.end('the machine'))
    await new Promise<void>((resolve) => server.listen(0, made.driver.gatewayAddress, resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    await made.sh(2, 'cd /usr/share && setsid python3 -m http.server 80 >/dev/null 2>&1 &')
    const other = await until('the other instance', async () => {
      const { stdout } = await made.sh(1, `curl -s -o /dev/null -w '%{http_code}' http://${made.spec(2).privateIp}/`)
      return stdout === '200' && stdout
    })

    const { stdout } = await made.sh(1, `curl -sS http://${made.driver.gatewayAddress}:${port}/`)

    expect(stdout).toBe('the machine')
    expect(other).toBe('200')
  })

  test('cannot pass for another instance when it asks for credentials', async () => {
    const made = await launched(2)
    const stolen = made.spec(2).privateIp

    const { stdout } = await made.sh(
      1,
      `ip addr add ${stolen}/32 dev eth0; ip link set dev eth0 address 02:54:$(printf '%02x:%02x:%02x:%02x' ${stolen.replaceAll('.', ' ')}); ip addr; curl -s -m 2 --interface ${stolen} http://169.254.169.254/latest/; echo end`,
    )

    expect(stdout).toContain(`inet ${stolen}/32`)
    expect(stdout).toMatch(/end\n$/)
    expect(stdout).not.toContain(made.spec(2).instanceId)
    expect(made.asked).toEqual([])
  })

  test('collects every process that loses its parent', async () => {
    const made = await launched()

    await made.sh(1, 'for i in 1 2 3 4 5; do (setsid sh -c "sleep 0.2" &) ; done; sleep 1')

    const { stdout } = await made.sh(1, 'cat /proc/[0-9]*/stat | grep -c " Z "')
    expect(stdout).toBe('0\n')
  })

  test('that has all its processes killed is started again with its files', async () => {
    const made = await launched()
    await made.sh(1, 'echo kept >/root/kept; sync')
    const text = await readFile(`${made.deps.instancesFolder}/${made.spec(1).instanceId}/init.stat`, 'utf8')
    process.kill(Number.parseInt(text, 10), 'SIGKILL')
    await until('its end', async () => !(await made.driver.observe(made.spec(1).instanceId)).running)

    await made.driver.start(made.spec(1))

    expect((await made.sh(1, 'cat /root/kept')).stdout).toBe('kept\n')
  })

  test('that lost its folder is ended by the next sweep', async () => {
    const made = await launched(2)
    const [lost, kept] = [made.spec(1).instanceId, made.spec(2).instanceId]
    await made.sh(1, 'setsid sleep 471177 >/dev/null 2>&1 &')
    await rm(`${made.deps.instancesFolder}/${lost}`, { recursive: true, force: true })
    await made.reopen()

    const swept = await made.driver.sweep(new Set([kept]))

    const { stdout } = await runCommand('sh', ['-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "'])
    expect(swept).toEqual([lost])
    expect(stdout).not.toContain('sleep 471177 ')
    expect((await made.driver.observe(kept)).running).toBe(true)
    expect(await portsOf(networkNames(made.deps.instancesFolder).bridge)).toHaveLength(2)
  })

  test('leaves nothing on the machine when it is terminated', async () => {
    const mounts = await readFile('/proc/self/mountinfo', 'utf8')
    const made = await temporaryDriver(kind)
    const names = networkNames(made.deps.instancesFolder)
    await made.driver.launch(made.spec(1))
    expect(await portsOf(names.bridge)).toHaveLength(2)

    await made.driver.terminate(made.spec(1).instanceId)
    expect(await portsOf(names.bridge)).toEqual([names.metadata])
    await made[Symbol.asyncDispose]()

    const { stdout: links } = await runCommand('ip', ['-br', 'link'])
    const { stdout: rules } = await runCommand('sh', ['-c', 'nft list tables; iptables-save'])
    expect(`${links}${rules}`).not.toContain(names.id)
    expect(await readFile('/proc/self/mountinfo', 'utf8')).toBe(mounts)
    expect(await exists(made.deps.dataFolder)).toBe(false)
  })
})
