import type {
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
} from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import { invalidParameterValue } from '../../errors.ts'
import type { Room } from '../../room.ts'
import { checkFilters, fitsFilters } from '../../rules/filters.ts'
import { zonesOf } from '../../rules/launch-request.ts'

/** The region that is asked is the one there is: every region's name is served, and each is a world of its own. */
export const describeRegions = operation<DescribeRegionsRequest, DescribeRegionsResult, Room>('DescribeRegions', {
  kind: 'read',
  access: () => [onAnything('DescribeRegions')],
  async run(input, ctx) {
    const names = input.RegionNames?.length ? input.RegionNames : [ctx.region]
    const odd = names.find((name) => !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(name))
    if (odd !== undefined) throw invalidParameterValue(`Invalid region provided: ${odd}`)
    checkFilters(input.Filters, ['region-name', 'endpoint', 'opt-in-status'])
    const regions = names.map((name) => ({
      RegionName: name,
      Endpoint: `ec2.${name}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    }))
    const fitting = regions.filter(({ RegionName, Endpoint, OptInStatus }) =>
      fitsFilters(
        { 'region-name': [RegionName], endpoint: [Endpoint], 'opt-in-status': [OptInStatus] },
        new Map(),
        input.Filters,
      ),
    )
    return { Regions: fitting }
  },
})

export const describeAvailabilityZones = operation<
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  Room
>('DescribeAvailabilityZones', {
  kind: 'read',
  access: () => [onAnything('DescribeAvailabilityZones')],
  async run(input, ctx) {
    const all = zonesOf(ctx.region)
    const odd = input.ZoneNames?.find((name) => !all.includes(name))
    if (odd !== undefined) throw invalidParameterValue(`Invalid availability zone: [${odd}]`)
    checkFilters(input.Filters, ['zone-name', 'region-name', 'state', 'zone-type', 'opt-in-status', 'group-name'])
    const zones = all.map((ZoneName, index) => ({
      ZoneName,
      ZoneId: `${ctx.region}-az${index + 1}`,
      RegionName: ctx.region,
      GroupName: ctx.region,
      NetworkBorderGroup: ctx.region,
      State: 'available' as const,
      ZoneType: 'availability-zone',
      OptInStatus: 'opt-in-not-required' as const,
      Messages: [],
    }))
    const fitting = zones.filter((zone) => {
      const attributes = {
        'zone-name': [zone.ZoneName],
        'region-name': [zone.RegionName],
        state: [zone.State],
        'zone-type': [zone.ZoneType],
        'opt-in-status': [zone.OptInStatus],
        'group-name': [zone.GroupName],
      }
      const named = !input.ZoneNames?.length || input.ZoneNames.includes(zone.ZoneName)
      return named && fitsFilters(attributes, new Map(), input.Filters)
    })
    return { AvailabilityZones: fitting }
  },
})
