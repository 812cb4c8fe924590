export type { BlobInfo, BlobStore } from './blobs.ts'
export type { DatabaseLocation } from './dialects/index.ts'
export { openStore, type StoreOptions } from './open-store.ts'
export type { Database, Migration, RoomSchema, Store } from './store.ts'
