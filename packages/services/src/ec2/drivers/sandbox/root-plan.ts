import { createHash } from 'node:crypto'
import { isWithin, type Mount, placesOf } from './mount-table.ts'

/** One mount below the instance's root, in the order in which they have to be made. */
export interface MountStep {
  /** `optional`: a target that is not there is passed over. */
  need: 'required' | 'optional'
  /** `bind`, or a type of file system. */
  type: string
  source: string
  /** Absolute as the instance sees it. */
  target: string
  options: string
  /** What to make at the target when nothing is there. */
  make: 'folder' | 'file' | 'nothing'
}

/** A writable layer over one of the machine's file systems. */
export interface Layer {
  /** Stable over reboots. */
  name: string
  mountPoint: string
}

export interface RootPlan {
  layers: Layer[]
  steps: MountStep[]
  /** Places (absolute, as the machine has them) that the layers must not show. */
  hidden: string[]
}

export interface RootPlanInput {
  mounts: Mount[]
  /** Of `mounts`: those whose mount point is a folder. */
  folders: ReadonlySet<string>
  /** The control plane's data folder, which no instance may see. */
  dataFolder: string
  /** The instance's own folder. */
  instanceFolder: string
  /** Files and folders that must be seen wherever they lie: the agent's program. */
  programs: string[]
  /** Sockets of the machine that work inside, too. A socket does not work through an overlay. */
  sockets: string[]
  /** Folders of the machine that are seen inside under another name, and can be written there unless `readOnly`. */
  shared?: { source: string; target: string; readOnly?: boolean }[]
}

/** Folders that are the instance's own from the start. */
const PRIVATE = ['/proc', '/sys', '/dev', '/run', '/tmp']
/** What is no place where somebody keeps files. `overlay`: the roots of other containers. */
const NO_FILES =
  /^(proc|sysfs|devtmpfs|devpts|cgroup2?|mqueue|debugfs|tracefs|securityfs|pstore|bpf|configfs|fusectl|hugetlbfs|autofs|binfmt_misc|rpc_pipefs|nsfs|efivarfs|ramfs|overlay|selinuxfs)$/
const READ_ONLY = /^(squashfs|iso9660|erofs|udf|cramfs)$/
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty']
/** Parts of /proc through which root would reach beyond the instance. */
const PROC_READ_ONLY = ['sys', 'bus', 'fs', 'irq', 'sysrq-trigger', 'acpi', 'scsi', 'asound', 'mtrr']
const PROC_HIDDEN = ['kcore', 'keys', 'timer_list', 'sched_debug', 'kmsg', 'kallsyms']
const SYS_HIDDEN = ['firmware', 'kernel/debug', 'kernel/tracing', 'fs/bpf', 'devices/virtual/powercap']

/** A path that can be named in the options of an overlay. */
export const fitsOverlayOptions = (path: string) => !/[,:\\\n"]/.test(path)

/**
 * What the root of an instance is made of: a writable layer over each file system of the machine, folders of its own
 * for what a machine has of its own, and nothing through which the machine could be changed.
 */
export function planRoot(input: RootPlanInput): RootPlan {
  const hidden = placesOf(input.mounts, input.dataFolder)
  const shown = input.mounts.filter((mount) => mount.mountPoint !== '/' && isShown(mount, hidden))
  const layered = shown.filter((mount) => input.folders.has(mount.mountPoint) && takesLayer(mount))
  const layers = ['/', ...layered.map((mount) => mount.mountPoint)].map((mountPoint) => ({
    name: layerName(mountPoint),
    mountPoint,
  }))
  const bound = shown.filter((mount) => !layered.includes(mount))
  const files = [
    ...layers.map((layer) => overlay(layer, input.instanceFolder)),
    ...bound.map((mount) => bind(mount.mountPoint, mount.mountPoint, 'ro', 'optional')),
  ].sort((a, b) => a.target.length - b.target.length)
  return {
    layers,
    hidden,
    steps: [
      ...files,
      ...ownFolders(input.instanceFolder),
      ...programs(input, hidden),
      ...sockets(input),
      ...shared(input),
      ...limits(),
    ],
  }
}

function isShown(mount: Mount, hidden: string[]): boolean {
  const covered = [...PRIVATE, ...hidden].some((place) => isWithin(mount.mountPoint, place))
  return !covered && !NO_FILES.test(mount.type)
}

const takesLayer = (mount: Mount) => !READ_ONLY.test(mount.type) && fitsOverlayOptions(mount.mountPoint)

const layerName = (mountPoint: string) =>
  mountPoint === '/' ? 'root' : createHash('sha256').update(mountPoint).digest('hex').slice(0, 16)

function overlay(layer: Layer, instanceFolder: string): MountStep {
  const own = `${instanceFolder}/layers/${layer.name}`
  // No redirects: a renamed folder of the machine would show its content, hidden places included, under a new name.
  const options = `lowerdir=${layer.mountPoint},upperdir=${own}/upper,workdir=${own}/work,redirect_dir=nofollow`
  return { ...step('overlay', 'overlay', layer.mountPoint, options), make: 'nothing' }
}

function ownFolders(instanceFolder: string): MountStep[] {
  return [
    step('tmpfs', 'tmpfs', '/run', 'mode=755,nosuid,nodev'),
    step('tmpfs', 'tmpfs', '/dev', 'mode=755,nosuid,size=1m'),
    ...DEVICES.map((name) => bind(`/dev/${name}`, `/dev/${name}`, 'rw', 'required', 'file')),
    step('devpts', 'devpts', '/dev/pts', 'newinstance,ptmxmode=0666,mode=620,gid=5,nosuid,noexec'),
    step('tmpfs', 'tmpfs', '/dev/shm', 'mode=1777,nosuid,nodev'),
    bind(`${instanceFolder}/tmp`, '/tmp', 'rw', 'required', 'folder'),
    step('proc', 'proc', '/proc', 'nosuid,nodev,noexec'),
    step('sysfs', 'sysfs', '/sys', 'ro,nosuid,nodev,noexec'),
  ]
}

function programs(input: RootPlanInput, hidden: string[]): MountStep[] {
  const outOfSight = (path: string) => [...PRIVATE, ...hidden].some((place) => isWithin(path, place))
  return input.programs.filter(outOfSight).flatMap((path) => {
    const dataInside = hidden.filter((place) => isWithin(place, path))
    const make = input.folders.has(path) ? ('folder' as const) : ('file' as const)
    return [
      bind(path, path, 'ro,nosuid,nodev', 'required', make),
      ...dataInside.map((place) => step('tmpfs', 'tmpfs', place, 'ro,mode=0,size=0')),
    ]
  })
}

const sockets = (input: RootPlanInput) =>
  input.sockets.map((path): MountStep => bind(path, path, 'rw', 'optional', 'file'))

const shared = (input: RootPlanInput) =>
  (input.shared ?? []).map(({ source, target, readOnly }) =>
    bind(source, target, `${readOnly ? 'ro' : 'rw'},nosuid,nodev`, 'required', 'folder'),
  )

function limits(): MountStep[] {
  return [
    ...PROC_READ_ONLY.map((name) =>
      bind(`INSTANCE/proc/${name}`, `/proc/${name}`, 'ro,nosuid,nodev,noexec', 'optional'),
    ),
    ...PROC_HIDDEN.map((name) => bind('/dev/null', `/proc/${name}`, 'ro', 'optional')),
    ...SYS_HIDDEN.map((name) => ({
      ...step('tmpfs', 'tmpfs', `/sys/${name}`, 'ro,size=0'),
      need: 'optional' as const,
      make: 'nothing' as const,
    })),
  ]
}

function step(type: string, source: string, target: string, options: string): MountStep {
  return { need: 'required', type, source, target, options, make: 'folder' }
}

function bind(
  source: string,
  target: string,
  options: string,
  need: MountStep['need'],
  make: MountStep['make'] = 'nothing',
): MountStep {
  return { need, type: 'bind', source, target, options: `bind,${options}`, make }
}
