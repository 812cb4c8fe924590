import type { DescribeImagesRequest, DescribeImagesResult, Image } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import type { Ctx, Room } from '../../room.ts'
import { checkFilters, fitsFilters } from '../../rules/filters.ts'
import { checkImageId, IMAGE_ID } from '../../rules/ids.ts'

/** The day of the first Towpath; clients sort images by it. */
const CREATED = '2026-01-01T00:00:00.000Z'

export const describeImages = operation<DescribeImagesRequest, DescribeImagesResult, Room>('DescribeImages', {
  kind: 'read',
  access: () => [onAnything('DescribeImages')],
  async run(input, ctx) {
    for (const id of input.ImageIds ?? []) checkImageId(id)
    const image = theImage(ctx)
    const attributes = attributesOf(image)
    checkFilters(input.Filters, [...Object.keys(attributes), 'tag-key'])
    const owners = ['self', 'amazon', ctx.account]
    const owned = (input.Owners ?? []).length === 0 || input.Owners?.some((owner) => owners.includes(owner))
    return { Images: owned && fitsFilters(attributes, new Map(), input.Filters) ? [image] : [] }
  },
})

function theImage(ctx: Ctx): Image {
  return {
    ImageId: IMAGE_ID,
    Name: 'towpath',
    Description: 'A view of the machine that the control plane runs on',
    ImageLocation: `${ctx.account}/towpath`,
    OwnerId: ctx.account,
    Public: false,
    State: 'available',
    ImageType: 'machine',
    Architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    CreationDate: CREATED,
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EnaSupport: true,
    BlockDeviceMappings: [],
    PlatformDetails: 'Linux/UNIX',
  }
}

const attributesOf = (image: Image) => ({
  'image-id': [image.ImageId],
  name: [image.Name],
  description: [image.Description],
  state: [image.State],
  'owner-id': [image.OwnerId],
  'owner-alias': ['self'],
  'is-public': [String(image.Public)],
  architecture: [image.Architecture],
  'root-device-type': [image.RootDeviceType],
  'root-device-name': [image.RootDeviceName],
  'virtualization-type': [image.VirtualizationType],
  hypervisor: [image.Hypervisor],
  'image-type': [image.ImageType],
  'ena-support': ['true'],
})
