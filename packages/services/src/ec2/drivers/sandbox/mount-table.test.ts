import { expect, test } from 'vitest'
import { mountOf, parseMountTable, placesOf } from './mount-table.ts'

const TABLE = `21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
22 21 0:5 / /dev rw - devtmpfs devtmpfs rw
30 21 8:1 / /home rw - xfs /dev/sda1 rw
31 21 254:0 /srv/data /mnt/the\\040alias rw - ext4 /dev/vda rw
32 21 0:40 / /media rw - tmpfs first rw
33 21 0:41 / /media rw - ext4 second rw
`

test('mount points with blanks are read, and of two at one place the upper one counts', () => {
  const mounts = parseMountTable(TABLE)

  expect(mounts.map((mount) => mount.mountPoint)).toEqual(['/', '/dev', '/home', '/mnt/the alias', '/media'])
  expect(mountOf(mounts, '/media/x')?.type).toBe('ext4')
})

test.each([
  ['/var/lib/towpath', ['/var/lib/towpath']],
  ['/home/me/towpath', ['/home/me/towpath']],
  ['/srv/data', ['/srv/data', '/mnt/the alias']],
  ['/srv/data/towpath', ['/srv/data/towpath', '/mnt/the alias/towpath']],
  ['/mnt/the alias/towpath', ['/srv/data/towpath', '/mnt/the alias/towpath']],
])('%s is seen at %j', (path, places) => {
  expect(placesOf(parseMountTable(TABLE), path)).toEqual(places)
})
