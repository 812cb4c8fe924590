import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@towpath/testkit/until.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder } from './lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a folder in use is refused with the process that uses it, and is free again once released', async () => {
  const lock = await lockFolder(folder)

  await expect(lockFolder(folder)).rejects.toThrow(new RegExp(`process ${process.pid}`))
  await lock.release()

  await (await lockFolder(folder)).release()
})

test('a lock left behind by a killed process is taken over', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8')
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  await writeFile(join(folder, 'serving'), `${child.pid} ${started}`)
  await expect(lockFolder(folder)).rejects.toThrow(String(child.pid))

  child.kill('SIGKILL')
  await new Promise((resolve) => child.on('close', resolve))

  await (await lockFolder(folder)).release()
})

test('a lock whose process id belongs to another process by now is taken over', async () => {
  await writeFile(join(folder, 'serving'), `${process.pid} 1`)

  await (await lockFolder(folder)).release()
})

test('a lock whose process has ended, though its parent has not looked after it, is taken over', async () => {
  // The shell becomes another program, which never waits for the child that it got with it.
  const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const pid = await new Promise<string>((resolve) => parent.stdout.once('data', (text) => resolve(String(text).trim())))
  const fields = async () => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  }
  const started = (await fields())[19]
  await until('the child is a zombie', async () => (await fields())[0] === 'Z')
  await writeFile(join(folder, 'serving'), `${pid} ${started}`)

  await (await lockFolder(folder)).release()
  parent.kill('SIGKILL')
})
