import type {
  _InstanceType,
  DescribeInstanceTypesRequest,
  DescribeInstanceTypesResult,
  InstanceTypeInfo,
} from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import { instanceTypeNotFound } from '../../errors.ts'
import type { Room } from '../../room.ts'
import { checkFilters, fitsFilters } from '../../rules/filters.ts'

/** Names that clients ask about before they launch. What they say is EC2's; here all share the machine. */
const TYPES: Record<string, { cpus: number; memory: number }> = {
  't3.nano': { cpus: 2, memory: 512 },
  't3.micro': { cpus: 2, memory: 1024 },
  't3.small': { cpus: 2, memory: 2048 },
  't3.medium': { cpus: 2, memory: 4096 },
  't3.large': { cpus: 2, memory: 8192 },
  't2.micro': { cpus: 1, memory: 1024 },
  'm5.large': { cpus: 2, memory: 8192 },
}

export const describeInstanceTypes = operation<DescribeInstanceTypesRequest, DescribeInstanceTypesResult, Room>(
  'DescribeInstanceTypes',
  {
    kind: 'read',
    access: () => [onAnything('DescribeInstanceTypes')],
    async run(input) {
      checkFilters(input.Filters, ['instance-type', 'current-generation'])
      const wanted = input.InstanceTypes?.length ? input.InstanceTypes : Object.keys(TYPES)
      const unknown = wanted.filter((name) => !TYPES[name])
      if (unknown.length > 0) throw instanceTypeNotFound(unknown)
      const types = wanted.map(typeAnswer).filter((type) => {
        const attributes = {
          'instance-type': [type.InstanceType],
          'current-generation': [String(type.CurrentGeneration)],
        }
        return fitsFilters(attributes, new Map(), input.Filters)
      })
      return { InstanceTypes: types }
    },
  },
)

function typeAnswer(name: string): InstanceTypeInfo {
  const { cpus, memory } = TYPES[name] ?? { cpus: 1, memory: 0 }
  return {
    InstanceType: name as _InstanceType,
    CurrentGeneration: !name.startsWith('t2'),
    BareMetal: false,
    Hypervisor: 'xen',
    SupportedRootDeviceTypes: ['ebs'],
    SupportedVirtualizationTypes: ['hvm'],
    ProcessorInfo: { SupportedArchitectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'] },
    VCpuInfo: { DefaultVCpus: cpus },
    MemoryInfo: { SizeInMiB: memory },
    InstanceStorageSupported: false,
    BurstablePerformanceSupported: name.startsWith('t'),
  }
}
